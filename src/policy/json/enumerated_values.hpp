// SPDX-License-Identifier: MIT
//
// Values that must be one of a few words. Each function takes WORD over, and returns what is wrong
// with it, or nothing.
#pragma once

#include <string>

#include "policy/policy.hpp"

namespace landlock_preload {

std::string store_compatibility(Policy& policy, const std::string& word);
std::string store_path_type(PathOptions& options, const std::string& word);
std::string store_builtin(Variable& variable, const std::string& word);
std::string store_preset(Policy& policy, const std::string& word);

}  // namespace landlock_preload
