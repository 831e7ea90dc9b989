// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "policy/policy.hpp"
#include "resolve/variables.hpp"

namespace landlock_preload {

inline constexpr std::size_t kMaxPathsOfTemplate = 4096;  // also of a glob
inline constexpr std::size_t kMaxPaths = 65536;           // of a whole policy
inline constexpr std::size_t kMaxPorts = 65536;           // port rules of a whole policy

// Resolves groups, variables, templates, globs and presets, and adds what the rules imply to what
// is handled. A policy may restrict nothing; that is for whoever enforces to refuse. Throws
// Diagnostics (resolve).
ResolvedPolicy expand_policy(Policy policy, const ExpansionContext& context = {});

}  // namespace landlock_preload
