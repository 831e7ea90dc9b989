// SPDX-License-Identifier: MIT
//
// Lines are built in a static buffer and written with one write(2), so that this works when memory
// is gone and so that lines of several processes do not mix. Control bytes are escaped: a policy
// must not be able to forge a line. SIGPIPE is held back and taken off again.
//
// The process ends by _exit: constructors of the host's libraries may not have run, so neither may
// their exit handlers.
//
// A throw needs memory too. Where there is none, the C++ runtime ends in terminate, whose handler
// is replaced here at link time by one that dies as everything else does. That also keeps the
// verbose handler, and the demangler with it, out of every process that loads us.
#include "preload/die.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <ctime>
#include <exception>

namespace landlock_preload {
namespace {

constexpr std::string_view kPrefix = "liblandlock_preload: ";

// A thread's SIGPIPE, held back while this lives.
class HeldSigpipe {
  public:
    HeldSigpipe() {
        sigset_t pending;
        sigemptyset(&pending);
        sigpending(&pending);
        was_pending_ = sigismember(&pending, SIGPIPE) == 1;
        sigemptyset(&sigpipe_);
        sigaddset(&sigpipe_, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
    }
    ~HeldSigpipe() {
        const timespec now = {};
        while (!was_pending_ && sigtimedwait(&sigpipe_, nullptr, &now) < 0 && errno == EINTR) {
        }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    HeldSigpipe(const HeldSigpipe&) = delete;
    HeldSigpipe& operator=(const HeldSigpipe&) = delete;
    HeldSigpipe(HeldSigpipe&&) = delete;
    HeldSigpipe& operator=(HeldSigpipe&&) = delete;

  private:
    sigset_t sigpipe_{};
    sigset_t before_{};
    bool was_pending_ = false;
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
        constexpr std::string_view kDigits = "0123456789abcdef";
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte >= 0x20 && byte != 0x7f) {
                append(c);
                continue;
            }
            append("\\x");
            append(kDigits[byte >> 4U]);
            append(kDigits[byte & 15U]);
        }
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
    const HeldSigpipe held;
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
