// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "report/json_line.hpp"
#include "report/record.hpp"

namespace landlock_preload {

// What a report that leaves the process says of where it comes from, and how much it says.
struct ReportOrigin {
    std::string_view label;       // LANDLOCK_LABEL
    std::string_view source;      // of a start that failed: the policy's,
    std::string_view executable;  // and the program; empty: not known
    bool is_short = false;        // without rules, notes and words that can be done without
};

// A record as one line of JSON, without the end of the line. Allocates nothing. ORIGIN: none where
// the process asks for its own.
[[gnu::cold]] void write_report(const Record& record, const ReportOrigin* origin, JsonLine line);

// What stands there instead when the start was refused.
[[gnu::cold]] void write_failure(std::span<const DiagnosticView> errors, const ReportOrigin& origin,
                                 JsonLine line);

}  // namespace landlock_preload
