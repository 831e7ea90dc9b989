// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "sandbox/prepare.hpp"
#include "tool/run/program.hpp"

namespace landlock_preload {

// What the program will fail to do as the first thing it does: an interpreter to open its script,
// `env` and its kind to start the program that is meant. COMMAND: as it is started, its own name
// first.
std::vector<Diagnostic> find_hints(const ProgramToRun& program,
                                   const std::vector<std::string>& command,
                                   const Prepared& prepared);

}  // namespace landlock_preload
