// SPDX-License-Identifier: MIT
//
// How the library speaks, and the one way in which it ends the process.
#pragma once

#include <string_view>

#include "base/diagnostic.hpp"
#include "report/report_json.hpp"

namespace landlock_preload {

inline constexpr int kExitStatus = 125;  // as env, timeout and nohup: the wrapper failed

// Whose lines they are from now on, instead of this library's: that of another program which is
// made of the same code. NAME stays.
void speak_as(std::string_view name) noexcept;

// One line on fd 2: "liblandlock_preload: SEVERITY: LOCATION: WHAT". Allocates nothing, and neither
// a closed pipe nor a full one nor a signal harms the host. Errors of writing are ignored.
[[gnu::cold]] void print_line(Severity severity, std::string_view location,
                              std::string_view what) noexcept;

// die() prints one line of JSON from now on, that of a report, in place of a line for each error.
void print_errors_as_json() noexcept;

// Where die() also leaves a report of the failure, one line of JSON; -1: nowhere. The texts of
// ORIGIN stay until the next call.
void report_failure_to(int fd, const ReportOrigin& origin = {}) noexcept;

// Prints every error and ends the process with STATUS, running nothing of the host.
[[gnu::cold]] [[noreturn]] void die(const Diagnostics& errors, int status = kExitStatus) noexcept;
[[gnu::cold]] [[noreturn]] void die(std::string_view what) noexcept;

// Has std::terminate end in die(), where linking alone does not see to that: with libc++.
void die_when_terminated() noexcept;

}  // namespace landlock_preload
