// SPDX-License-Identifier: MIT
//
// The records of one system call.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "observe/audit_record.hpp"
#include "observe/need.hpp"

namespace landlock_preload {

inline constexpr AccessMask kBinds = net_access("bind_tcp", "bind_udp");

// What one record says was denied.
struct Blocked {
    const AuditRecord* record = nullptr;
    AccessClass access_class = AccessClass::fs;
    AccessMask rights = 0;
    std::vector<RemarkKind> remarks;   // what no policy can grant
    std::vector<std::string> unknown;  // names of rights
    bool is_by_move = false;
};

// Its records outlive it.
struct AuditEvent {
    std::vector<const AuditRecord*> denials;
    std::vector<const AuditRecord*> paths;
    const AuditRecord* system_call = nullptr;
    const AuditRecord* title = nullptr;

    void add(const AuditRecord& record);
    [[nodiscard]] std::vector<Blocked> blocked() const;
    // What the program called the object of RECORD.
    [[nodiscard]] std::set<std::string> names_of(const AuditRecord& record) const;
    // The first word of the command line.
    [[nodiscard]] std::string title_word() const;
    // The errno of the system call; 0: not known, or none.
    [[nodiscard]] int error() const;
};

// Leaves to what was denied of a move from one directory to another what the move needs: the kernel
// names all that the directories do not grant. Returns whether the type of what was moved had to be
// assumed.
bool narrow_moves(const AuditEvent& event, std::vector<Blocked>& all);

}  // namespace landlock_preload
