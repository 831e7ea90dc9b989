// SPDX-License-Identifier: MIT
//
// A line is written with one write(2), so that lines of several processes do not mix. A short one,
// as that which says that memory is gone, needs none; pages for a long one are asked for then.
// Control bytes are escaped: a policy must not be able to forge a line.
//
// The process ends by exit_group: constructors of the host's libraries may not have run, so neither
// may their exit handlers.
//
// A throw needs memory too. Where there is none, the C++ runtime ends in terminate, whose handler
// is replaced here at link time by one that dies as everything else does. That also keeps the
// verbose handler, and the demangler with it, out of every process that loads us.
#include "preload/die.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <exception>
#include <span>
#include <utility>

#include "base/escape.hpp"
#include "base/path_page.hpp"
#include "base/process_calls.hpp"
#include "preload/output.hpp"
#include "resolve/executable.hpp"

namespace landlock_preload {
namespace {

constexpr int kPatience = 1000;  // milliseconds for a reader of standard error

class Line {
  public:
    void append(std::string_view text) {
        for (const char c : text) append(c);
    }
    void append_escaped(std::string_view text) {
        escape_to(text, [this](std::string_view piece) { append(piece); });
    }
    void flush() {
        const int patience = is_stuck_ ? 0 : kPatience;
        if (write_all(STDERR_FILENO + above_, {text(), length_}, patience) == ETIMEDOUT) {
            is_stuck_ = true;
        }
        length_ = 0;
        if (long_text_ != nullptr) unmap_pages(std::exchange(long_text_, nullptr), kLong);
    }
    void write_to(int fd) {
        above_ = fd - STDERR_FILENO;
        is_stuck_ = false;
    }

  private:
    static constexpr std::size_t kLong = 8192;

    char* text() { return long_text_ != nullptr ? long_text_ : short_text_; }
    void append(char c) {
        if (length_ == (long_text_ != nullptr ? kLong : sizeof(short_text_))) make_room();
        text()[length_++] = c;
    }
    void make_room() {
        auto* pages = long_text_ == nullptr ? static_cast<char*>(map_pages(kLong)) : nullptr;
        if (pages == nullptr) return flush();
        std::memcpy(pages, short_text_, length_);
        long_text_ = pages;
    }

    char short_text_[512] = {};
    char* long_text_ = nullptr;
    std::size_t length_ = 0;
    int above_ = 0;  // of the descriptor, over standard error: all zero, so no bytes in the file
    bool is_stuck_ = false;  // whoever did not take one line is not waited for again
};

constinit Line line;

constinit std::string_view speaker;  // empty: this library

constinit int channel = -1;  // where a failure is reported as well
constinit ReportOrigin channel_origin;
constinit bool prints_json = false;

void append_piece(void* target, std::string_view piece) {
    static_cast<Line*>(target)->append(piece);
}

void report_to(int fd, std::span<const DiagnosticView> errors) {
    line.write_to(fd);
    write_failure(errors, channel_origin, {append_piece, &line});
    line.append("\n");
    line.flush();
}

// Of this library's own process. The kernel says the loader's where that was started as a program.
std::string_view find_program(const PathPage& name) {
    if (name.text() == nullptr || is_started_by_loader()) return {};
    const ssize_t length = read_link("/proc/self/exe", name.text(), PathPage::kSize);
    return {name.text(), length > 0 ? static_cast<std::size_t>(length) : 0};
}

// Last words: nothing can be done about their failing.
[[noreturn]] void leave(std::span<const DiagnosticView> errors, int status) {
    const PathPage name;
    if (channel >= 0 && speaker.empty()) channel_origin.executable = find_program(name);
    if (prints_json) report_to(STDERR_FILENO, errors);
    for (const DiagnosticView& error : errors) {
        if (!prints_json) print_line(error.severity, error.location, error.what);
    }
    if (channel >= 0) report_to(channel, errors);
    exit_process(status);
}

}  // namespace

void print_line(Severity severity, std::string_view location, std::string_view what) noexcept {
    line.append(speaker.empty() ? "liblandlock_preload" : speaker);
    line.append(": ");
    switch (severity) {
        case Severity::error:
            line.append("error: ");
            break;
        case Severity::warning:
            line.append("warning: ");
            break;
        case Severity::note:
            line.append("note: ");
            break;
    }
    if (!location.empty()) {
        line.append_escaped(location);
        line.append(": ");
    }
    line.append_escaped(what);
    line.append("\n");
    line.flush();
}

void speak_as(std::string_view name) noexcept {
    speaker = name;
}

void print_errors_as_json() noexcept {
    prints_json = true;
}

void report_failure_to(int fd, const ReportOrigin& origin) noexcept {
    channel = fd;
    channel_origin = origin;
}

void die(const Diagnostics& errors, int status) noexcept {
    if (errors.list.empty()) die("internal error: refused without a reason");
    DiagnosticView list[kMaxErrors] = {};
    std::size_t count = 0;
    for (const Diagnostic& error : errors.list) {
        if (count == kMaxErrors) break;
        list[count++] = {error.severity, error.location, error.what, error.event,
                         error.error_number};
    }
    leave({list, count}, status);
}

void die(std::string_view what) noexcept {
    const DiagnosticView error = {Severity::error, "", what};
    leave({&error, 1}, kExitStatus);
}

namespace {

[[noreturn]] void die_terminated() {
    die("out of memory, or an internal error");
}

}  // namespace
}  // namespace landlock_preload

#ifdef __GLIBCXX__
// libstdc++'s own variable; defining it keeps its default out of the link.
namespace __cxxabiv1 {                                                          // NOLINT
extern std::terminate_handler __terminate_handler;                              // NOLINT
std::terminate_handler __terminate_handler = landlock_preload::die_terminated;  // NOLINT
}  // namespace __cxxabiv1
void landlock_preload::die_when_terminated() noexcept {}
#else
void landlock_preload::die_when_terminated() noexcept {
    std::set_terminate(die_terminated);
}
#endif
