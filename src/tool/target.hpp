// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace landlock_preload {

// `landlock-policy target [--library FILE] PROGRAM`: whether a preload takes hold in PROGRAM.
// Returns the exit status: 0 yes, 1 no, 2 usage. Throws Errors.
int run_target(const std::vector<std::string>& arguments);

}  // namespace landlock_preload
