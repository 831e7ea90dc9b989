// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "policy/policy.hpp"

namespace landlock_preload {

inline constexpr std::size_t kMaxPathsOfTemplate = 4096;
inline constexpr std::size_t kMaxPaths = 65536;  // of a whole policy

// Resolves groups, variables and templates, and adds what the rules imply to what is handled.
// Pure. A policy may come to nothing; that is for whoever enforces to refuse. Throws Errors
// (resolve).
ResolvedPolicy expand_policy(Policy policy);

}  // namespace landlock_preload
