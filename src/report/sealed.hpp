// SPDX-License-Identifier: MIT
#pragma once

#include "report/record.hpp"

namespace landlock_preload {

// The one record of this process. All zero until it is sealed.
const Record& sealed_record();

// The same with the program's name, which nobody looks up before somebody asks for it. May be
// called from any thread and from signal handlers.
Record named_record();

// Fills it; nobody can write to it from then on. Throws Diagnostics and std::bad_alloc.
const Record& seal_record(const RecordInput& input);

// The same for a process that must not be touched.
void mark_secure();

}  // namespace landlock_preload
