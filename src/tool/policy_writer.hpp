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
    std::string beyond_plain;  // what plain mode cannot express; empty: the text is a plain policy
};

// UNESCAPED: paths as they are rather than as templates.
WrittenPolicy write_policy(const ResolvedPolicy& policy, bool unescaped);

}  // namespace landlock_preload
