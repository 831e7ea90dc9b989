// SPDX-License-Identifier: MIT
//
// What `landlock-policy VERB ARGUMENTS` does, a function each. All return the exit status, and may
// throw Errors.
#pragma once

#include <string>
#include <vector>

namespace landlock_preload {

using Arguments = std::vector<std::string>;

int run_check(const Arguments& arguments);
int run_resolve(const Arguments& arguments);
int run_presets(const Arguments& arguments);
int run_kernel(const Arguments& arguments);
int run_query(const Arguments& arguments);

}  // namespace landlock_preload
