// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "policy/load.hpp"
#include "resolve/expand.hpp"
#include "sandbox/plan.hpp"
#include "sandbox/ruleset.hpp"

namespace landlock_preload {

// What a start is prepared for, beside its policy.
struct Purpose {
    ExpansionContext context;
    const char* library = nullptr;  // the path of this library: nobody should be able to change it
    bool strict = false;
    bool is_explained = false;  // an author wants to know what the policy may have been meant
    Locate locate = Locate::no;
};

// A policy that stands in the kernel and is not enforced yet. Nothing has been refused.
struct Prepared {
    // Takes a policy to the point where it can be enforced. Throws Diagnostics, std::bad_alloc.
    Prepared(Loaded loaded, const Purpose& purpose);

    std::vector<Diagnostic> lints;  // where the policy is explained
    ResolvedPolicy policy;
    Plan plan;
    Ruleset ruleset;
    std::vector<std::string> files;  // those that the policy was read from, and this library
    std::vector<Diagnostic> events;  // warnings and notes
};

}  // namespace landlock_preload
