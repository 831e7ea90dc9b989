// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "policy/policy.hpp"

namespace landlock_preload {

// Takes out of the policy the paths that a start makes, as far as is known without making them:
// one that it could not make stays, and is the unusable path that it would be.
std::vector<ResolvedPath> take_created_directories(ResolvedPolicy& policy);

// Of the rules on these, which are on PATH or above it; NEEDED: without what they grant there.
// Empty where none is, or none grants any of it.
std::vector<ResolvedPath> find_created(const std::vector<ResolvedPath>& made,
                                       const std::string& path, AccessMask& needed);

// The first name on the way to PATH that is not there yet, or PATH.
std::string first_missing(const std::string& path);

}  // namespace landlock_preload
