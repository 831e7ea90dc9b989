// SPDX-License-Identifier: MIT
#pragma once

#include "policy/policy.hpp"
#include "policy/source.hpp"

namespace landlock_preload {

// Parses a policy, strictly. Throws Diagnostics: one of stage syntax, or up to kMaxErrors of
// validate.
Policy parse_policy(const Source& source);

}  // namespace landlock_preload
