// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "policy/policy.hpp"

namespace landlock_preload {

// Said here where the policy says "type": "file", and by whoever opens the path where it is one.
inline constexpr const char* kSingleFileNote =
    "write_file on a single file: programs that replace files rather than write them need the "
    "directory";

// What to say where its `abi` is newer than this library.
std::string describe_clamped_abi(const ResolvedPolicy& policy);

// What is legal in a policy and probably not what its author meant. Pure.
[[gnu::cold]] std::vector<Diagnostic> lint_policy(Policy policy);

}  // namespace landlock_preload
