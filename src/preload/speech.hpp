// SPDX-License-Identifier: MIT
#pragma once

#include "preload/settings.hpp"
#include "report/record.hpp"
#include "sandbox/assess.hpp"

namespace landlock_preload {

// Prints what is worth a line at this level of LANDLOCK_LOG: warnings, then notes, then what was
// done.
void speak(const Judgement& judgement, const Record& record, LogLevel level);

}  // namespace landlock_preload
