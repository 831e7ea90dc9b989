// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "policy/policy.hpp"

namespace landlock_preload {

// All of these are pure.

// Turns groups into the rights they mean at the policy's own `abi`.
void resolve_groups(Policy& policy);

// Adds what the rules use to what is handled. Groups must have been resolved.
void infer_handled(Policy& policy);

// Unites an included policy with the one that includes it: both restrict, both grant. Groups of
// both must have been resolved. Throws Diagnostics.
[[gnu::cold]] void unite(Policy& policy, Policy included);

// One policy of a directory of them.
struct Composition {
    Policy policy;
    std::vector<Diagnostic> lost;  // a sentence for every file whose protection another takes away
};

// Composes independent policies as landlockconfig does: handled is the intersection, rules are the
// union as far as they are still handled. All must be plain; at least one.
[[gnu::cold]] Composition compose(std::vector<Policy> policies);

}  // namespace landlock_preload
