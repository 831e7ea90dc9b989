// SPDX-License-Identifier: MIT
#pragma once

#include "report/record.hpp"

namespace landlock_preload {

// The one record of this process. All zero until somebody fills it.
const Record& sealed_record();

// The same, to be filled: its memory for SIZE bytes of rules, events and texts. Throws
// std::bad_alloc.
Record& open_record(const RecordInput& input);

// The record of a process that must not be touched, sealed.
void mark_secure();

// Nothing of it can be written to from now on. Throws Diagnostics.
void seal_record();

}  // namespace landlock_preload
