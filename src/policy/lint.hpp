// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "policy/policy.hpp"

namespace landlock_preload {

// What is legal in a policy and probably not what its author meant. Pure.
std::vector<Message> lint_policy(Policy policy);

}  // namespace landlock_preload
