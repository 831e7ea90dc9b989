// SPDX-License-Identifier: MIT
//
// Starts a program that waits for us at each call that the engine knows.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "observe/signals.hpp"

namespace landlock_preload {

struct ProgramStart {
    std::string file;
    std::vector<std::string> arguments;  // as in argv
    SignalMask signals = 0;              // that it is to have blocked
};

struct StartedProgram {
    pid_t process = -1;
    UniqueFd listener;
};

// The child ends with 125 where FILE cannot be executed. Throws Diagnostics.
StartedProgram start_observed(const ProgramStart& start);

}  // namespace landlock_preload
