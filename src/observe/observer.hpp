// SPDX-License-Identifier: MIT
//
// Runs a program, and says what it asks of the kernel.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "observe/front.hpp"
#include "observe/need.hpp"
#include "observe/operation.hpp"

namespace landlock_preload {

// Who receives what was seen. Nothing of it may throw but what the standard library throws.
class Watcher {
  public:
    Watcher() = default;
    Watcher(const Watcher&) = delete;
    Watcher(Watcher&&) = delete;
    Watcher& operator=(const Watcher&) = delete;
    Watcher& operator=(Watcher&&) = delete;
    virtual ~Watcher() = default;

    // The program is confined from now on, and has not begun. REPORT: a line of JSON.
    virtual void confined(pid_t program, const std::string& report) = 0;
    // A task of PROGRAM, its name, is about to do this; it waits.
    virtual void happens(const std::string& program, Findings findings) = 0;
    // The program has ended, by this status of waitpid(2). LEFT: what it has left running goes on.
    virtual void ended(int status, bool left) = 0;
    // Nothing is left, or somebody does not want to wait for it. Returns the outcome's is_good.
    virtual bool finished() = 0;
};

// A launcher that confines itself and becomes the program.
struct Observed {
    std::string launcher;                // its file
    std::vector<std::string> arguments;  // as in argv
    int report = -1;                     // where it, or the library, writes its report; a file
    bool refuses_rings = false;     // io_uring, whose requests are not seen: programs do without
    bool is_failed_if_bad = false;  // the run, where its outcome is not good
};

// Ends this process with the status of the program, or returns once nothing of it is left. WATCHER
// lives in the one that observes. Throws Diagnostics where the program was not started.
Outcome observe(const Observed& observed, Watcher& watcher, Until until);

}  // namespace landlock_preload
