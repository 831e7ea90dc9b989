// SPDX-License-Identifier: MIT
//
// The terminal sends its signals to all three processes, which are of one group. The program obeys
// them or does not; we never do, but follow what becomes of it: so a program that catches ^Z or ^C
// finds its observer alive. Only the signals that somebody sends to the process that he started,
// TERM and HUP, have to be handed on.
#include "observe/front.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "base/diagnostic.hpp"

namespace landlock_preload {
namespace {

constexpr int kHandedOn[] = {SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};
constexpr int kOfTerminal[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
constexpr int kFailed = 125;

// Ends as the program did.
[[noreturn]] void end_like(int status) {
    if (!WIFSIGNALED(status)) _exit(WEXITSTATUS(status));
    const rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);  // there is one of the program, if it leaves any
    sigset_t all;
    sigfillset(&all);
    set_action(WTERMSIG(status), SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &all, nullptr);
    static_cast<void>(raise(WTERMSIG(status)));
    _exit(128 + WTERMSIG(status));
}

void stop_like(int signal_number) {
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal_number);
    set_action(signal_number, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
    static_cast<void>(raise(signal_number));
    set_action(signal_number, SIG_IGN);
}

sigset_t handed_on() {
    sigset_t set;
    sigemptyset(&set);
    for (const int each : kHandedOn) sigaddset(&set, each);
    return set;
}

}  // namespace

class Front {
  public:
    explicit Front(UniqueFd observer) : observer_(std::move(observer)) {}

    [[noreturn]] void run();

  private:
    void obey(const FrontChannel::Message& message);
    void hand_on();

    UniqueFd observer_;
    UniqueFd program_;
    sigset_t set_ = handed_on();
    UniqueFd signals_{signalfd(-1, &set_, SFD_CLOEXEC)};
};

void Front::obey(const FrontChannel::Message& message) {
    switch (message.kind) {
        case 'p':
            program_ = UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, message.value, 0)));
            return;
        case 's':
            return stop_like(message.value);
        case 'l':
            // So that the resources of all of it count as used by our children.
            waitpid(-1, nullptr, 0);
            end_like(message.value);
        case 'e':
            end_like(message.value);
    }
}

void Front::hand_on() {
    signalfd_siginfo info = {};
    if (read(signals_.get(), &info, sizeof(info)) != sizeof(info)) return;
    syscall(SYS_pidfd_send_signal, program_.get(), static_cast<int>(info.ssi_signo), nullptr, 0);
}

void Front::run() {
    for (;;) {
        // A signal waits until there is somebody to hand it to.
        pollfd ready[2] = {{observer_.get(), POLLIN, 0},
                           {program_.is_open() ? signals_.get() : -1, POLLIN, 0}};
        if (poll(ready, 2, -1) < 0 && errno != EINTR) _exit(kFailed);
        if (ready[1].revents != 0) hand_on();
        if (ready[0].revents == 0) continue;
        FrontChannel::Message message = {};
        if (read(observer_.get(), &message, sizeof(message)) != sizeof(message)) _exit(kFailed);
        obey(message);
    }
}

void FrontChannel::send(int kind, int value) {
    const Message message = {kind, value};
    [[maybe_unused]] const ssize_t written = write(fd_.get(), &message, sizeof(message));
}

FrontChannel split_off_observer(sigset_t& signals) {
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0) fail("", "cannot make a pipe: " + errno_text(errno), errno);
    UniqueFd readable(ends[0]);
    UniqueFd writable(ends[1]);
    const sigset_t held = handed_on();
    pthread_sigmask(SIG_BLOCK, &held, &signals);
    const pid_t observer = fork();
    if (observer < 0) fail("", "cannot make a process: " + errno_text(errno), errno);
    if (observer != 0) {
        for (const int each : kOfTerminal) set_action(each, SIG_IGN);
        writable = UniqueFd();
        Front(std::move(readable)).run();
    }
    // What a daemon leaves behind is still ours to look at.
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    return FrontChannel(std::move(writable));
}

}  // namespace landlock_preload
