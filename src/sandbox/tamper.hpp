// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "policy/policy.hpp"
#include "sandbox/ruleset.hpp"

namespace landlock_preload {

// Which of these files (a policy, this library) the next start cannot rely on: those that a rule
// lets the program change or replace, and those that everyone may. One clause each.
std::vector<std::string> find_tampering(const std::vector<std::string>& files,
                                        const ResolvedPolicy& policy, const Ruleset& ruleset);

}  // namespace landlock_preload
