// SPDX-License-Identifier: MIT
//
// setsid(2) refuses whoever leads a process group, as everything does that a shell starts by
// itself; setsid(1) forks then. The launcher must stay the process that it is, so it first goes
// over to the group of its parent, with which its own ends, unless there are others in it.
#include "tool/run/session.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/diagnostic.hpp"
#include "base/unique_fd.hpp"

namespace landlock_preload {
namespace {

bool has_terminal() {
    return UniqueFd(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)).is_open();
}

}  // namespace

void start_new_session() {
    if (setsid() >= 0) return;
    if (getsid(0) == getpid()) {
        if (!has_terminal()) return;
        fail("",
             "--new-session: this process leads its session, which has a terminal; start it by "
             "setsid --fork --wait");
    }
    if (setpgid(0, getpgid(getppid())) == 0 && setsid() >= 0) return;
    fail("",
         "--new-session: " + errno_text(errno) +
             "; this process leads a group with others in it, as the first of a pipeline does; "
             "start it by setsid --fork --wait",
         errno);
}

}  // namespace landlock_preload
