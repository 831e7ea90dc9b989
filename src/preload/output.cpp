// SPDX-License-Identifier: MIT
//
// A write can raise a signal: SIGPIPE, of a pipe that nobody reads, and SIGXFSZ, of a file that may
// not grow (RLIMIT_FSIZE). Both would kill the host, or run a handler of it; so they are held back,
// and taken off again afterwards.
#include "preload/output.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>

#include "rare_calls.hpp"

namespace landlock_preload {
namespace {

// By system call: libc's six functions for this would be looked up at every start, see
// rare_calls.hpp.
class HeldSignals {
  public:
    HeldSignals() {
        Mask pending = 0;
        system_call(SYS_rt_sigpending, &pending, sizeof(pending));
        ours_ = kHeld & ~pending;  // one that waited before us is the host's and stays
        system_call(SYS_rt_sigprocmask, SIG_BLOCK, &kHeld, &before_, sizeof(Mask));
    }
    ~HeldSignals() {
        constexpr std::uint64_t kNow[2] = {};  // a timespec of either size
        while (system_call(SYS_rt_sigtimedwait, &ours_, nullptr, kNow, sizeof(Mask)) >= 0 ||
               errno == EINTR) {
        }
        system_call(SYS_rt_sigprocmask, SIG_SETMASK, &before_, nullptr, sizeof(Mask));
    }
    HeldSignals(const HeldSignals&) = delete;
    HeldSignals& operator=(const HeldSignals&) = delete;
    HeldSignals(HeldSignals&&) = delete;
    HeldSignals& operator=(HeldSignals&&) = delete;

  private:
    using Mask = std::uint64_t;  // the kernel's: bit N is signal N + 1
    static constexpr Mask kHeld = (Mask{1} << (SIGPIPE - 1)) | (Mask{1} << (SIGXFSZ - 1));
    Mask ours_ = 0;
    Mask before_ = 0;
};

}  // namespace

int write_all(int fd, std::string_view text, int patience) {
    const HeldSignals held;
    while (!text.empty()) {
        const ssize_t written = write_bytes(fd, text.data(), text.size());
        if (written > 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
            continue;
        }
        const int code = written == 0 ? EIO : errno;
        if (code == EINTR) continue;
        if (code != EAGAIN || !wait_until_writable(fd, patience)) return code;
    }
    return 0;
}

}  // namespace landlock_preload
