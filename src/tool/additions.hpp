// SPDX-License-Identifier: MIT
//
// From denials to the rules that would have granted what was asked for.
#pragma once

#include <string>
#include <vector>

#include "observe/denial.hpp"

namespace landlock_preload {

// Each is an item of an array, as JSON.
struct Additions {
    std::vector<std::string> path_beneath;
    std::vector<std::string> net_port;
    AccessMask scopes = 0;  // that must not be handled
};

// NAMES_TEMPLATES: the policy is in extended mode, where "$" begins a variable.
Additions add_for(const std::vector<Denial>& denials, bool has_templates);

}  // namespace landlock_preload
