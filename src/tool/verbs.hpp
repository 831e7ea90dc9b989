// SPDX-License-Identifier: MIT
//
// What `landlock-policy VERB ARGUMENTS` does, a function each. All return the exit status, and may
// throw Diagnostics.
#pragma once

#include "tool/command_line.hpp"

namespace landlock_preload {

int run_check(const CommandLine& line);
int run_resolve(const CommandLine& line);
int run_list(const CommandLine& line);
int run_presets(const CommandLine& line);
int run_kernel(const CommandLine& line);
int run_target(const CommandLine& line);
int run_query(const CommandLine& line);
int run_run(const CommandLine& line);
int run_explain(const CommandLine& line);
int run_learn(const CommandLine& line);
int run_cdi(const CommandLine& line);

}  // namespace landlock_preload
