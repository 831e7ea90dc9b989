// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "policy/policy.hpp"
#include "sandbox/plan.hpp"
#include "sandbox/ruleset.hpp"

namespace landlock_preload {

// Decides whether what can be enforced is enough. Throws Diagnostics where it is not: under STRICT
// for whatever is missing, and always where no path rule is left. TAMPERING: as find_tampering
// says.
std::vector<Diagnostic> assess(const ResolvedPolicy& policy, const Plan& plan,
                               const Ruleset& ruleset, const std::vector<std::string>& tampering,
                               bool strict);

// The same for a descriptor of an io_uring that was made outside of the sandbox; -1: there is none.
void assess_ring(const ResolvedPolicy& policy, int ring, bool strict,
                 std::vector<Diagnostic>& events);

}  // namespace landlock_preload
