// SPDX-License-Identifier: MIT
//
// What a log of the kernel's audit says of Landlock's denials, and what it cannot say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "observe/denial.hpp"

namespace landlock_preload {

struct LoggedDenial {
    Denial what;
    std::string object;         // the path as the kernel wrote it
    std::string program;        // its name alone
    bool is_directory = false;  // the object that a rule has to be on
};

struct AuditLog {
    std::vector<LoggedDenial> denials;  // in the order of the log
    std::set<std::pair<RemarkKind, std::string>> remarks;
    std::set<std::string> unknown;  // rights of a newer kernel
    std::size_t lines = 0;
    std::size_t records = 0;       // of audit
    std::size_t of_landlock = 0;   // of these
    std::vector<std::size_t> cut;  // the numbers of lines with a denial that has no end
    std::uint64_t suppressed = 0;  // records that the kernel did not print
    bool has_lost = false;         // somebody says that records were lost
    std::uint64_t unlogged = 0;    // denials that the kernel counted, and that are not here
    bool is_type_assumed = false;  // of what was moved: that it was a file
};

AuditLog read_audit_log(std::string_view text);

}  // namespace landlock_preload
