// SPDX-License-Identifier: MIT
#pragma once

#include "policy/policy.hpp"

namespace landlock_preload {

// Has a child process restrict itself as a start would, and end. Throws Diagnostics where the
// kernel refuses that: in the 17th nested sandbox, or behind a filter of system calls.
void try_restriction(int ruleset, int abi, const LogFlags& log);

}  // namespace landlock_preload
