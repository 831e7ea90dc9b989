// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "policy/policy.hpp"
#include "policy/source.hpp"

namespace landlock_preload {

// Parses a policy, strictly. Throws Diagnostics: one of stage syntax, or up to kMaxErrors of
// validate.
Policy parse_policy(const Source& source);

// The value of "comment" at the root of a policy, which parse_policy() has accepted; or nothing.
std::string find_comment(std::string_view text);

}  // namespace landlock_preload
