// SPDX-License-Identifier: MIT
//
// Two processes stand between who started us and the program. The one in front is what a shell
// waits for: it stops, goes on and ends as the program does, and hands it signals. The other one
// observes, and may outlive the first for the sake of what the program leaves running.
#pragma once

#include <sys/types.h>

#include <functional>
#include <utility>

#include "base/unique_fd.hpp"
#include "observe/signals.hpp"

namespace landlock_preload {

// How long the front follows what is observed.
enum class Until : unsigned char {
    program_ends,  // and ends likewise, whatever the program leaves running
    nothing_left
};

// What the observer tells the front.
class FrontChannel {
  public:
    FrontChannel(UniqueFd fd, Until until) : fd_(std::move(fd)), until_(until) {}

    void started(pid_t program) { send('p', program); }
    void stopped(int signal) { send('s', signal); }
    // STATUS: of waitpid(2).
    void ended(int status) { send('e', status); }
    // Something is left; whoever waits for the program alone need not wait for it.
    void detached();
    // As poll(2) takes it: an error, once the front is gone.
    [[nodiscard]] int descriptor() const { return fd_.get(); }

  private:
    struct Message {
        int kind;
        int value;
    };
    friend class Front;
    void send(int kind, int value);

    UniqueFd fd_;
    Until until_;
};

struct Outcome {
    int status = 0;        // of the program, of waitpid(2)
    bool is_good = false;  // what the observer says in the end
};

// Runs in the observer, which ends by what it returns; with the mask of signals that this process
// had. May throw Diagnostics, which leave follow() in that process.
using ObserverWork = std::function<bool(FrontChannel front, SignalMask signals)>;

// Becomes two processes. Returns in the front, once nothing is left, if that is awaited.
// IS_FAILED_IF_BAD: the front fails, whatever the program does, where the outcome is not good.
// Throws Diagnostics.
Outcome follow(const ObserverWork& work, Until until, bool is_failed_if_bad);

}  // namespace landlock_preload
