// SPDX-License-Identifier: MIT
//
// Two processes stand between who started us and the program. The one in front is what a shell
// waits for: it stops, goes on and ends as the program does, and hands it signals. The other one
// observes, and may outlive the first for the sake of what the program leaves running.
#pragma once

#include <sys/types.h>

#include <csignal>

#include "base/unique_fd.hpp"

namespace landlock_preload {

// ACTION: SIG_DFL or SIG_IGN.
inline void set_action(int signal_number, void (*action)(int)) {
    struct sigaction what = {};
    what.sa_handler = action;
    sigaction(signal_number, &what, nullptr);
}

// What the observer tells the front.
class FrontChannel {
  public:
    explicit FrontChannel(UniqueFd fd) : fd_(std::move(fd)) {}

    void started(pid_t program) { send('p', program); }
    void stopped(int signal) { send('s', signal); }
    // STATUS: of waitpid(2). The front ends the same way; IS_LAST: after the observer, which is
    // done.
    void ended(int status, bool is_last) { send(is_last ? 'l' : 'e', status); }

  private:
    struct Message {
        int kind;
        int value;
    };
    friend class Front;
    void send(int kind, int value);

    UniqueFd fd_;
};

// Becomes two processes. Returns in the observer, with the way to the front, and never in the
// front. SIGNALS: the mask that this process had. Throws Diagnostics.
FrontChannel split_off_observer(sigset_t& signals);

}  // namespace landlock_preload
