// SPDX-License-Identifier: MIT
//
// Lines are built in a static buffer and written with one write(2), so that this works when memory
// is gone and so that lines of several processes do not mix. Control bytes are escaped: a policy
// must not be able to forge a line. Signals that a write can raise are held back and taken off
// again.
//
// The process ends by _exit: constructors of the host's libraries may not have run, so neither may
// their exit handlers.
//
// A throw needs memory too. Where there is none, the C++ runtime ends in terminate, whose handler
// is replaced here at link time by one that dies as everything else does. That also keeps the
// verbose handler, and the demangler with it, out of every process that loads us.
#include "preload/die.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <exception>

#include "escape.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kPrefix = "liblandlock_preload: ";

// The signals that a write can bring upon a thread, held back while this lives: of a pipe that
// nobody reads, and of a file that may not grow (RLIMIT_FSIZE). By system call: libc's six
// functions for this would be looked up at every start, see rare_calls.hpp.
class HeldSignals {
  public:
    HeldSignals() {
        Mask pending = 0;
        syscall(SYS_rt_sigpending, &pending, sizeof(pending));
        ours_ = kHeld & ~pending;  // one that waited before us is the host's and stays
        syscall(SYS_rt_sigprocmask, SIG_BLOCK, &kHeld, &before_, sizeof(Mask));
    }
    ~HeldSignals() {
        constexpr std::uint64_t kNow[2] = {};  // a timespec of either size
        while (syscall(SYS_rt_sigtimedwait, &ours_, nullptr, kNow, sizeof(Mask)) >= 0 ||
               errno == EINTR) {
        }
        syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before_, nullptr, sizeof(Mask));
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

void write_all(const char* text, std::size_t length) {
    while (length > 0) {
        const ssize_t written = write(STDERR_FILENO, text, length);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        text += written;
        length -= static_cast<std::size_t>(written);
    }
}

class Line {
  public:
    void append(std::string_view text) {
        for (const char c : text) append(c);
    }
    void append_escaped(std::string_view text) {
        escape_to(text, [this](std::string_view piece) { append(piece); });
    }
    void flush() {
        write_all(buffer_, length_);
        length_ = 0;
    }

  private:
    void append(char c) {
        if (length_ == sizeof(buffer_)) flush();
        buffer_[length_++] = c;
    }
    char buffer_[8192] = {};
    std::size_t length_ = 0;
};

constinit Line line;

}  // namespace

void print_line(Level level, std::string_view where, std::string_view what) noexcept {
    const HeldSignals held;
    line.append(kPrefix);
    switch (level) {
        case Level::error:
            line.append("error: ");
            break;
        case Level::warning:
            line.append("warning: ");
            break;
        case Level::note:
            line.append("note: ");
            break;
    }
    if (!where.empty()) {
        line.append_escaped(where);
        line.append(": ");
    }
    line.append_escaped(what);
    line.append("\n");
    line.flush();
}

void die(const Errors& errors) noexcept {
    if (errors.list.empty()) die("internal error: refused without a reason");
    for (const Error& error : errors.list) print_line(Level::error, error.where, error.what);
    _exit(kExitStatus);
}

void die(std::string_view what) noexcept {
    print_line(Level::error, "", what);
    _exit(kExitStatus);
}

namespace {

[[noreturn]] void die_terminated() {
    die("out of memory, or an internal error");
}

}  // namespace
}  // namespace landlock_preload

// libstdc++'s own variable; defining it keeps its default out of the link.
namespace __cxxabiv1 {                                                          // NOLINT
extern std::terminate_handler __terminate_handler;                              // NOLINT
std::terminate_handler __terminate_handler = landlock_preload::die_terminated;  // NOLINT
}  // namespace __cxxabiv1
