// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "preload/environment.hpp"

namespace landlock_preload {

// What is in the environment under our prefix, or under one that is nearly ours, and is no variable
// of this library: each with the name that was probably meant. Nothing where there is none.
std::string describe_unknown_variables(char** envp);

// The same as a warning; under STRICT throws Diagnostics.
void assess_unknown_variables(char** envp, bool strict, std::vector<Diagnostic>& events);

// Where the policy probably is while LANDLOCK_POLICY is not set, as a hint; or nothing.
std::string find_misplaced_policy(char** envp, const Requests& requests);

}  // namespace landlock_preload
