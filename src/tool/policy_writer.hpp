// SPDX-License-Identifier: MIT
//
// A resolved policy as the JSON of a policy.
#pragma once

#include <string>

#include "policy/policy.hpp"

namespace landlock_preload {

struct WrittenPolicy {
    std::string text;
    std::string problem;  // why it does not mean the same; empty: it does, as far as could be seen
    bool is_extended;     // whether plain mode cannot express it
};

// UNESCAPED: paths as they are rather than as templates.
WrittenPolicy write_policy(const ResolvedPolicy& policy, bool unescaped);

}  // namespace landlock_preload
