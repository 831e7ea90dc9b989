// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "report/json_line.hpp"
#include "report/record.hpp"

namespace landlock_preload {

// A record as one line of JSON, without the end of the line. Allocates nothing.
[[gnu::cold]] void write_report(const Record& record, JsonLine line);

// What stands there instead when the start was refused.
[[gnu::cold]] void write_failure(std::span<const DiagnosticView> errors, JsonLine line);

}  // namespace landlock_preload
