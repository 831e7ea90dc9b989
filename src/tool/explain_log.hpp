// SPDX-License-Identifier: MIT
//
// `explain` without a program: what was denied is read from a log of the kernel's audit.
#pragma once

#include <string>

namespace landlock_preload {

// POLICY: as it was named; empty: none was. Returns the exit status. Throws Diagnostics.
int explain_log(const std::string& policy, bool is_json);

}  // namespace landlock_preload
