// SPDX-License-Identifier: MIT
//
// A record of the kernel's audit, as one line of a log.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace landlock_preload {

enum class RecordType : std::uint8_t { denial, domain, system_call, path, title, other };

struct AuditRecord {
    RecordType type = RecordType::other;
    std::string event;  // time and number, the same of all records of an event; empty: not written
    std::string body;   // as the kernel wrote it
    std::map<std::string, std::string, std::less<>> fields;  // quoting and encoding undone
    bool is_cut = false;                                     // it has no end

    // Takes BODY apart.
    void read_fields();
    [[nodiscard]] bool has(std::string_view name) const { return fields.contains(name); }
    [[nodiscard]] std::string field(std::string_view name) const;
};

// Of auditd's log and ausearch(8), of the kernel's log, and of the journal; without its fields.
// Nothing where the line is no record.
std::optional<AuditRecord> read_audit_record(std::string_view line);

}  // namespace landlock_preload
