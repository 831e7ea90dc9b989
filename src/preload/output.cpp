// SPDX-License-Identifier: MIT
//
// A write can raise a signal: SIGPIPE, of a pipe that nobody reads, SIGXFSZ, of a file that may
// not grow (RLIMIT_FSIZE), and SIGTTOU, of a terminal that belongs to another job. They would kill
// or stop the host, or run a handler of it; so they are held back, and taken off again afterwards.
//
// A write can also wait for ever: for a pipe's or terminal's reader, or for the server of a
// filesystem, where not even a signal ends it. The flag that says otherwise (O_NONBLOCK) is the
// host's, too, and poll() promises nothing: somebody else may fill a pipe between it and the write,
// and a server may not answer it. So each kind of descriptor is written to in a way that does not
// wait, and where there is none, by a child process, which is ended when it takes too long.
#include "preload/output.hpp"

#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/process_calls.hpp"
#include "base/unique_fd.hpp"

namespace landlock_preload {
namespace {

ssize_t send_at_once(int socket, const void* bytes, std::size_t size) {
    return system_call(SYS_sendto, socket, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL, nullptr, 0);
}

// EOPNOTSUPP where the file cannot be written to without waiting: pipes can from Linux 6.4.
ssize_t write_at_once(int fd, const void* bytes, std::size_t size) {
    constexpr int kNoWait = 8;
    const iovec piece = {const_cast<void*>(bytes), size};  // NOLINT(*-const-cast)
    return system_call(SYS_pwritev2, fd, &piece, 1, -1, -1, kNoWait);
}

constexpr unsigned long kClonePidfd = 0x1000;

// As fork(): 0 in the child, negative with errno; without any handler of the host's. The child
// shares the descriptors, so that its end closes none of them, and sends no signal at its end.
// PIDFD becomes readable then.
pid_t fork_helper(int& pidfd) {
    constexpr unsigned long kFlags = CLONE_FILES | kClonePidfd;
#ifdef __s390__
    return static_cast<pid_t>(system_call(SYS_clone, nullptr, kFlags, &pidfd, nullptr, 0));
#else
    return static_cast<pid_t>(system_call(SYS_clone, kFlags, nullptr, &pidfd, nullptr, 0));
#endif
}

void kill_process(pid_t process) {
    system_call(SYS_kill, process, SIGKILL);
}

// The wait status of a helper that has ended; negative: it has not, or somebody else waited for it.
int reap_helper(pid_t process) {
    int status = 0;
    const long reaped = system_call(SYS_wait4, process, &status, __WALL | WNOHANG, nullptr);
    return reaped == process ? status : -1;
}

using SignalMask = std::uint64_t;  // the kernel's: bit N is signal N + 1

SignalMask set_signal_mask(int how, SignalMask mask) {
    SignalMask before = 0;
    system_call(SYS_rt_sigprocmask, how, &mask, &before, sizeof(mask));
    return before;
}

constexpr SignalMask bit(int signal) {
    return SignalMask{1} << (signal - 1);
}

class HeldSignals {
  public:
    // A signal that waited before us is the host's and stays.
    HeldSignals() : ours_(kHeld & ~pending_signals()), before_(set_signal_mask(SIG_BLOCK, kHeld)) {}
    ~HeldSignals() {
        constexpr std::uint64_t kNow[2] = {};  // a timespec of either size
        while (system_call(SYS_rt_sigtimedwait, &ours_, nullptr, kNow, sizeof(ours_)) >= 0 ||
               errno == EINTR) {
        }
        set_signal_mask(SIG_SETMASK, before_);
    }
    HeldSignals(const HeldSignals&) = delete;
    HeldSignals& operator=(const HeldSignals&) = delete;
    HeldSignals(HeldSignals&&) = delete;
    HeldSignals& operator=(HeldSignals&&) = delete;

  private:
    static constexpr SignalMask kHeld = bit(SIGPIPE) | bit(SIGXFSZ) | bit(SIGTTOU);
    static SignalMask pending_signals() {
        SignalMask pending = 0;
        system_call(SYS_rt_sigpending, &pending, sizeof(pending));
        return pending;
    }

    SignalMask ours_;
    SignalMask before_;
};

class Deadline {
  public:
    explicit Deadline(int patience)
        : end_(monotonic_nanoseconds() + static_cast<std::uint64_t>(patience) * kMillisecond) {}

    [[nodiscard]] long left() const {
        const std::uint64_t now = monotonic_nanoseconds();
        return now < end_ ? static_cast<long>((end_ - now) / kMillisecond) : 0;
    }

    // Whether one of EVENTS came in time. A signal does not end the wait.
    [[nodiscard]] bool wait(int fd, short events) const {
        for (;;) {
            const long most = left();
            if (wait_for(fd, events, most)) return true;
            if (most == 0) return false;
        }
    }

  private:
    static constexpr std::uint64_t kMillisecond = 1000000;
    std::uint64_t end_;
};

enum class Way : unsigned char {
    plain,    // never waits for anybody
    socket,   // does not wait where asked not to
    pipe,     // the same, where the kernel is new enough
    by_child  // a terminal, or a file that a server may keep
};

Way find_way(int fd) {
    constexpr unsigned kMemoryDevices = 1;  // /dev/null and its kind
    Statx status = {};
    if (read_statx(fd, "", AT_EMPTY_PATH | kStatxDontSync, kStatxBasic, status) != 0) {
        return errno == EBADF ? Way::plain : Way::by_child;
    }
    switch (status.mode & S_IFMT) {
        case S_IFSOCK:
            return Way::socket;
        case S_IFIFO:
            return Way::pipe;
        case S_IFCHR:
            return status.node_major == kMemoryDevices ? Way::plain : Way::by_child;
        default:
            return is_on_own_filesystem(status) ? Way::plain : Way::by_child;
    }
}

ssize_t write_piece(int fd, std::string_view text, Way way) {
    if (way == Way::socket) return send_at_once(fd, text.data(), text.size());
    if (way == Way::pipe) return write_at_once(fd, text.data(), text.size());
    return write_bytes(fd, text.data(), text.size());
}

int write_waiting(int fd, std::string_view text, Way way, const Deadline& deadline) {
    constexpr long kNap =
        10;  // milliseconds, where poll() says that there is room and there is none
    bool was_full = false;
    while (!text.empty()) {
        const ssize_t written = write_piece(fd, text, way);
        if (written > 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
            was_full = false;
            continue;
        }
        const int code = written == 0 ? EIO : errno;
        if (code == EINTR) continue;
        if (code != EAGAIN) return code;
        if (deadline.left() == 0) return ETIMEDOUT;
        if (std::exchange(was_full, true)) wait_for(-1, 0, kNap);
        if (!deadline.wait(fd, POLLOUT)) return ETIMEDOUT;
    }
    return 0;
}

// The child's own deadline only counts for a descriptor that does not block.
int write_by_child(int fd, std::string_view text, const Deadline& deadline) {
    int number = -1;
    constexpr int kMoment = 100;  // milliseconds
    // Handlers are the host's, and not for the child to run.
    const SignalMask before = set_signal_mask(SIG_SETMASK, ~SignalMask{0});
    const pid_t child = fork_helper(number);
    if (child == 0) exit_process(write_waiting(fd, text, Way::plain, deadline));
    set_signal_mask(SIG_SETMASK, before);
    if (child < 0) {  // forbidden, or too many: then as well as can be
        if (!deadline.wait(fd, POLLOUT)) return ETIMEDOUT;
        return write_waiting(fd, text, Way::plain, deadline);
    }
    const UniqueFd ended(number);
    if (!deadline.wait(ended.get(), POLLIN)) {
        kill_process(child);
        if (Deadline(kMoment).wait(ended.get(), POLLIN)) reap_helper(child);
        return ETIMEDOUT;
    }
    const int status = reap_helper(child);
    return status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
}

}  // namespace

int write_all(int fd, std::string_view text, int patience) {
    const HeldSignals held;
    const Deadline deadline(patience);
    const Way way = find_way(fd);
    int code = EOPNOTSUPP;
    if (way != Way::by_child) code = write_waiting(fd, text, way, deadline);
    if (code == EOPNOTSUPP || code == ENOSYS) code = write_by_child(fd, text, deadline);
    return code;
}

}  // namespace landlock_preload
