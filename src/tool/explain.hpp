// SPDX-License-Identifier: MIT
//
// A run under a policy, with what was denied said on standard error.
#pragma once

#include <string>
#include <vector>

#include "observe/observer.hpp"
#include "tool/command_line.hpp"

namespace landlock_preload {

// LINE has the options of `explain`; POLICY is one as `run` takes it. The outcome is good where
// nothing was denied. Throws Diagnostics.
Outcome explain(const CommandLine& line, const std::string& policy,
                const std::vector<std::string>& command, Until until);

}  // namespace landlock_preload
