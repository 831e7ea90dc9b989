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
    std::vector<std::string> preset;
    std::vector<std::string> path_beneath;
    std::vector<std::string> net_port;
    AccessMask scopes = 0;  // that must not be handled
};

// IS_EXTENDED: so is the policy; it knows presets, and "$" begins a variable.
Additions add_for(const std::vector<Denial>& denials, bool is_extended);

}  // namespace landlock_preload
