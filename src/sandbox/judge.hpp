// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "error.hpp"
#include "policy/policy.hpp"
#include "sandbox/enforce.hpp"
#include "sandbox/plan.hpp"

namespace landlock_preload {

// What a user should know about a sandbox that is less than was asked for.
struct Judgement {
    // In this order, each at most once: rights, paths, tampering. The last two share a line.
    std::vector<Message> warnings;
    std::vector<Message> notes;
};

// Decides whether what can be enforced is enough. Throws Errors where it is not: under STRICT for
// whatever is missing, and always where no path rule is left. TAMPERING: as find_tampering says.
Judgement judge(const ResolvedPolicy& policy, const Plan& plan, const Ruleset& ruleset,
                const std::vector<std::string>& tampering, bool strict);

}  // namespace landlock_preload
