// SPDX-License-Identifier: MIT
//
// From what was denied to the rules that would have granted it: those that `learn` would write, had
// the program needed nothing else.
#pragma once

#include <string>
#include <vector>

#include "observe/synthesis.hpp"
#include "tool/path_names.hpp"

namespace landlock_preload {

// Each is an item of an array, as JSON.
struct Additions {
    std::vector<std::string> preset;
    std::vector<std::string> path_beneath;
    std::vector<std::string> net_port;
    AccessMask scopes = 0;             // that must not be handled
    std::vector<std::string> remarks;  // what who adds them should know
};

// What the policy is that they are to be added to.
struct AddTo {
    bool is_extended = false;                      // knows presets, and "$" begins a variable
    AccessMask handled_fs = ~AccessMask{0};        // by it; of others no rule may speak
    std::vector<NamedDirectory> directories = {};  // by the variables that it declares
};

Additions add_for(const Learned& missing, Machine& machine, const AddTo& policy);

}  // namespace landlock_preload
