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

// Whether the path of a rule may be replaced by a link, or by something that lies beside, so that
// the next start would grant what is there then: one clause about all such paths is added to
// FINDINGS, or nothing.
void find_replaceable(const ResolvedPolicy& policy, const Plan& plan, const Ruleset& ruleset,
                      std::vector<std::string>& findings);

}  // namespace landlock_preload
