// SPDX-License-Identifier: MIT
//
// The child shares our table of descriptors until it executes the program: so the listener, which
// the kernel puts into that table, is ours without being sent. What the child does by then
// is observed already, and thrown away by whoever waits for the sandbox.
#include "observe/start.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/diagnostic.hpp"
#include "base/process_calls.hpp"
#include "observe/filter.hpp"

namespace landlock_preload {
namespace {

constexpr int kFailed = 125;

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    // NOLINTNEXTLINE(*-const-cast): as execve(2) wants them
    for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

[[noreturn]] void become(const ProgramStart& start, const std::vector<sock_filter>& filter,
                         int answer) {
    set_no_new_privs();
    const int listener = install_filter(filter);
    const ssize_t written = write(answer, &listener, sizeof(listener));
    if (listener < 0 || written != sizeof(listener)) _exit(kFailed);
    set_signal_mask(start.signals);
    execve(start.file.c_str(), pointers_to(start.arguments).data(), environ);
    _exit(kFailed);
}

// strace(1) is no way out where another observer is there already.
std::string describe_refusal(int error) {
    if (error == EBUSY) {
        return "it runs under another observer, and a program can have one only (EBUSY)";
    }
    return "the kernel lets no program be observed here (" + errno_text(error) +
           "), as in a container whose filter forbids it; strace(1), or as root the audit log, "
           "show denials as well";
}

}  // namespace

StartedProgram start_observed(const ProgramStart& start) {
    const std::vector<sock_filter> filter = build_filter();
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0) fail("", "cannot make a pipe: " + errno_text(errno), errno);
    const UniqueFd readable(ends[0]);
    const UniqueFd writable(ends[1]);
    StartedProgram program;
    // As fork(2), but for the descriptors.
    program.process = static_cast<pid_t>(
        syscall(SYS_clone, SIGCHLD | CLONE_FILES, nullptr, nullptr, nullptr, nullptr));
    if (program.process < 0) fail("", "cannot make a process: " + errno_text(errno), errno);
    if (program.process == 0) become(start, filter, writable.get());
    int listener = -EIO;
    ssize_t length = 0;
    do {
        length = read(readable.get(), &listener, sizeof(listener));
    } while (length < 0 && errno == EINTR);
    program.listener = UniqueFd(length == sizeof(listener) ? listener : -EIO);
    if (program.listener.is_open()) return program;
    const int error = program.listener.error();
    waitpid(program.process, nullptr, 0);
    fail("", describe_refusal(error), error);
}

}  // namespace landlock_preload
