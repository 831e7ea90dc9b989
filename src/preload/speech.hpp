// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "base/diagnostic.hpp"
#include "preload/settings.hpp"
#include "report/record.hpp"

namespace landlock_preload {

// Prints what is worth a line at this level of LANDLOCK_LOG: warnings, then notes, then what was
// done.
void speak(const std::vector<Diagnostic>& events, const Record& record, LogLevel level);

}  // namespace landlock_preload
