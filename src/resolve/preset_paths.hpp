// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "policy/policy.hpp"
#include "policy/presets.hpp"
#include "resolve/variables.hpp"

namespace landlock_preload {

// What a row of the presets grants here and now.
struct PresetPaths {
    std::vector<ResolvedPath> paths;
    std::string ways;     // as in LinkWays
    std::string problem;  // why there is none, where the policy is to blame or the environment
};

// LIKE has the row's path and the rights that are handled of it; WHERE is the preset's location.
// Throws Diagnostics, std::bad_alloc.
PresetPaths find_preset_paths(const PresetGrant& grant, const ResolvedPath& like,
                              const ExpansionContext& context, const std::string& where);

// A path that is the root, however many slashes and dots it is written with.
bool is_root(std::string_view path);

inline constexpr const char* kExpandsToRoot =
    R"(expands to "/"; write "/" itself to mean the whole file system)";
// After a path in quotes.
inline constexpr const char* kLeadsToRoot =
    R"( leads to "/"; write "/" itself to mean the whole file system)";

}  // namespace landlock_preload
