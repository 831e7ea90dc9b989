// SPDX-License-Identifier: MIT
//
// Nobody but the loader knows what the loader will do: RPATH, RUNPATH, $ORIGIN, LD_LIBRARY_PATH,
// another prefix and another libc all have a part in it. `PT_INTERP --list PROGRAM`, which is what
// ldd(1) does, has it find all libraries and run none of them. It reads files that are not trusted,
// before there is a sandbox: so it does that in a child that may read, and may write, execute and
// connect nothing, as far as this kernel can see to that, and that inherits nothing to write to.
//
// Whoever becomes the program may have SIGCHLD blocked or ignored: none is left pending by the
// child, and where the kernel reaps it, its answer is enough.
#include "tool/run/loader_question.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/diagnostic.hpp"
#include "base/process_calls.hpp"
#include "base/unique_fd.hpp"
#include "landlock/access_set.hpp"
#include "landlock/kernel.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kLeadsTo = " => ";

// "Error loading shared library libfoo.so: No such file or directory (needed by ./program)"
constexpr std::string_view kMuslError = "Error loading shared library ";

// "./program: error while loading shared libraries: libfoo.so: cannot open shared object file: No
// such file or directory"
constexpr std::string_view kGlibcError = ": error while loading shared libraries: ";
constexpr std::string_view kGlibcReason =
    ": cannot open shared object file: No such file or directory";

// A name is written as the program has it, and as it has a slash it is a path that may contain an
// arrow: which musl writes twice, and glibc once.
std::string_view find_path(std::string_view text) {
    const std::size_t arrow = text.find(kLeadsTo);
    if (arrow == std::string_view::npos) return text;
    const std::string_view name = text.substr(0, arrow);
    const std::string_view path = text.substr(arrow + kLeadsTo.size());
    const bool is_path = name.find('/') != std::string_view::npos && !name.starts_with('$');
    return is_path && name != path ? text : path;
}

// "libc.so.6 => /lib/libc.so.6 (0x7f…)", "/lib64/ld-linux-x86-64.so.2 (0x7f…)", "linux-vdso.so.1
// (0x7f…)", "libfoo.so => not found"
void read_library(std::string_view line, LoaderAnswer& answer) {
    const std::size_t arrow = line.find(kLeadsTo);
    if (arrow != std::string_view::npos && line.substr(arrow + kLeadsTo.size()) == "not found") {
        answer.missing.emplace_back(line.substr(0, arrow));
        return;
    }
    const std::size_t address = line.rfind(" (0x");
    if (address == std::string_view::npos) return;
    const std::string_view path = find_path(line.substr(0, address));
    if (path.find('/') != std::string_view::npos) answer.files.emplace_back(path);
}

void read_line(std::string_view line, LoaderAnswer& answer) {
    if (line.starts_with('\t')) return read_library(line.substr(1), answer);
    const std::size_t error = line.find(kGlibcError);
    if (error != std::string_view::npos && line.ends_with(kGlibcReason)) {
        const std::string_view name = line.substr(error + kGlibcError.size());
        answer.missing.emplace_back(name.substr(0, name.size() - kGlibcReason.size()));
        return;
    }
    if (line.starts_with(kMuslError)) {
        line.remove_prefix(kMuslError.size());
        answer.missing.emplace_back(line.substr(0, line.find(": ")));
    } else if (!line.empty()) {
        answer.complaint = line;
    }
}

// A ruleset under which files are read, LOADER is executed, and nothing else is done.
UniqueFd make_reading_only(const std::string& loader, int abi) {
    constexpr AccessMask kReading = fs_access("read_file", "read_dir");
    AccessSet handled = known_access(abi);
    handled[AccessClass::fs] &= ~kReading;
    UniqueFd ruleset = create_ruleset(handled);
    const UniqueFd file(open(loader.c_str(), O_PATH | O_CLOEXEC));
    const int code =
        file.is_open() ? add_path_rule(ruleset.get(), file.get(), fs_access("execute")) : errno;
    if (code != 0) fail(loader, "cannot open: " + errno_text(code), code);
    return ruleset;
}

struct Question {
    const char* loader;
    const char* program;
    char** environment;
    int ruleset;
    int abi;
    int output;  // for all that the loader says
};

[[noreturn]] void become_loader(const Question& question) {
    constexpr int kNotAsked = 125;
    const int output = question.output;
    try {
        if (dup2(output, STDERR_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0) _exit(kNotAsked);
        close(STDIN_FILENO);
        // It ends with the launcher, and has what it was given and no other descriptor.
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) _exit(kNotAsked);
        restrict_self(question.ruleset, question.abi);
        if (system_call(SYS_close_range, STDERR_FILENO + 1, ~0U, 0U) != 0) _exit(kNotAsked);
        const char* const arguments[] = {question.loader, "--list", question.program, nullptr};
        // NOLINTNEXTLINE(*-const-cast): as execve(2) wants them
        execve(question.loader, const_cast<char**>(arguments), question.environment);
    } catch (const Diagnostics&) {
    }
    _exit(kNotAsked);
}

// Everything that is said until the end, as far as there is one in time. A loader that the program
// names may say anything, for ever, and nothing.
std::string read_answer(int fd, const char* loader) {
    constexpr std::size_t kMostBytes = 1U << 20U;
    constexpr std::uint64_t kPatience = 10;  // seconds
    constexpr std::uint64_t kSecond = 1000000000;
    constexpr std::uint64_t kMillisecond = 1000000;
    const std::uint64_t end = monotonic_nanoseconds() + kPatience * kSecond;
    std::string text;
    char buffer[4096];
    while (text.size() < kMostBytes) {
        const std::uint64_t now = monotonic_nanoseconds();
        if (now >= end) break;
        if (!wait_for(fd, POLLIN, static_cast<long>((end - now) / kMillisecond) + 1)) continue;
        const ssize_t got = read(fd, buffer, sizeof(buffer));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return text;
        text.append(buffer, static_cast<std::size_t>(got));
    }
    fail(loader, "it does not say in time which libraries it would load");
}

// The SIGCHLD of a child of ours, which waits for the program where that has it blocked. One that
// waited before is the program's.
class ChildSignal {
  public:
    ChildSignal() {
        sigemptyset(&signal_);
        sigaddset(&signal_, SIGCHLD);
        sigset_t pending;
        was_pending_ = sigpending(&pending) == 0 && sigismember(&pending, SIGCHLD) == 1;
    }
    void forget() const {
        constexpr timespec kAtOnce = {};
        if (!was_pending_) sigtimedwait(&signal_, nullptr, &kAtOnce);
    }

  private:
    sigset_t signal_ = {};
    bool was_pending_ = false;
};

constexpr int kReaped = -1;

// Ends it, where it has not ended, and returns the status of its end; kReaped where SIGCHLD is
// ignored, so that the kernel takes the status.
class Child {
  public:
    Child(pid_t process, const ChildSignal& signal) : process_(process), signal_(signal) {}
    ~Child() {
        if (process_ <= 0) return;
        kill(process_, SIGKILL);
        wait();
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    Child(Child&&) = delete;
    Child& operator=(Child&&) = delete;

    int wait() {
        int status = kReaped;
        while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
        }
        process_ = -1;
        signal_.forget();
        return status;
    }

  private:
    pid_t process_;
    ChildSignal signal_;
};

// What the loader says, and the status of its end.
std::pair<std::string, int> put(Question question) {
    const UniqueFd ruleset = make_reading_only(question.loader, question.abi);
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0) fail("", "cannot make a pipe: " + errno_text(errno), errno);
    const UniqueFd readable(ends[0]);
    UniqueFd writable(ends[1]);
    if (!readable.is_open() || !writable.is_open()) {
        fail("", "cannot make a pipe: " + errno_text(errno), errno);
    }
    question.ruleset = ruleset.get();
    question.output = writable.get();
    const ChildSignal signal;
    const pid_t process = fork();
    if (process == 0) become_loader(question);
    if (process < 0) fail("", "cannot make a process: " + errno_text(errno), errno);
    Child child(process, signal);
    writable = UniqueFd();
    std::string text = read_answer(readable.get(), question.loader);
    return {std::move(text), child.wait()};
}

}  // namespace

LoaderAnswer read_loader_answer(std::string_view text) {
    LoaderAnswer answer;
    while (!text.empty()) {
        const std::size_t length = std::min(text.find('\n'), text.size());
        read_line(text.substr(0, length), answer);
        text.remove_prefix(std::min(length + 1, text.size()));
    }
    return answer;
}

std::vector<std::string> ask_loader(const std::string& loader, const std::string& program,
                                    char** environment) {
    const auto [text, status] =
        put({loader.c_str(), program.c_str(), environment, -1, query_abi(), -1});
    LoaderAnswer answer = read_loader_answer(text);
    if (!answer.missing.empty()) {
        std::string names;
        for (const std::string& name : answer.missing) {
            names += (names.empty() ? "" : ", ") + quote(name);
        }
        fail(program, "its loader " + loader + " does not find " + names +
                          "; install it, or name its directory in LD_LIBRARY_PATH");
    }
    if ((status != 0 && status != kReaped) || answer.files.empty()) {
        fail(program, "its loader " + loader + " does not list its libraries" +
                          (answer.complaint.empty() ? "" : ": " + answer.complaint));
    }
    return std::move(answer.files);
}

}  // namespace landlock_preload
