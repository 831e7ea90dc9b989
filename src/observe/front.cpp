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

#include <array>
#include <cerrno>
#include <cstddef>
#include <iterator>
#include <string>

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

// As long as it lives.
class IgnoredSignals {
  public:
    IgnoredSignals() {
        for (std::size_t i = 0; i < before_.size(); ++i) {
            sigaction(kOfTerminal[i], nullptr, &before_[i]);
            set_action(kOfTerminal[i], SIG_IGN);
        }
    }
    IgnoredSignals(const IgnoredSignals&) = delete;
    IgnoredSignals(IgnoredSignals&&) = delete;
    IgnoredSignals& operator=(const IgnoredSignals&) = delete;
    IgnoredSignals& operator=(IgnoredSignals&&) = delete;
    ~IgnoredSignals() {
        for (std::size_t i = 0; i < before_.size(); ++i) {
            sigaction(kOfTerminal[i], &before_[i], nullptr);
        }
    }

  private:
    std::array<struct sigaction, std::size(kOfTerminal)> before_ = {};
};

// As long as it lives: whoever started us may have SIGCHLD ignored, and then no child leaves a
// status, and none is known to have ended.
class DefaultOfChildren {
  public:
    DefaultOfChildren() {
        sigaction(SIGCHLD, nullptr, &before_);
        set_action(SIGCHLD, SIG_DFL);
    }
    DefaultOfChildren(const DefaultOfChildren&) = delete;
    DefaultOfChildren(DefaultOfChildren&&) = delete;
    DefaultOfChildren& operator=(const DefaultOfChildren&) = delete;
    DefaultOfChildren& operator=(DefaultOfChildren&&) = delete;
    ~DefaultOfChildren() { restore(); }

    void restore() const { sigaction(SIGCHLD, &before_, nullptr); }

  private:
    struct sigaction before_ = {};
};

sigset_t handed_on() {
    sigset_t set;
    sigemptyset(&set);
    for (const int each : kHandedOn) sigaddset(&set, each);
    return set;
}

}  // namespace

class Front {
  public:
    Front(UniqueFd readable, Until until) : observer_(std::move(readable)), until_(until) {}

    Outcome run();

  private:
    void obey(const FrontChannel::Message& message);
    void hand_on();
    Outcome be_left();

    UniqueFd observer_;
    Until until_;
    UniqueFd program_;
    Outcome outcome_;
    bool has_ended_ = false;  // the program
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
        case 'e':
            has_ended_ = true;
            outcome_.status = message.value;
            return;
        case 'd':
            if (until_ == Until::program_ends) end_like(outcome_.status);
            return;
    }
}

void Front::hand_on() {
    signalfd_siginfo info = {};
    if (read(signals_.get(), &info, sizeof(info)) != sizeof(info)) return;
    syscall(SYS_pidfd_send_signal, program_.get(), static_cast<int>(info.ssi_signo), nullptr, 0);
}

// The observer has ended. If it was ended too early, nothing that was observed works any more.
Outcome Front::be_left() {
    int status = 0;
    // So that the resources of all of it count as used by our children.
    waitpid(-1, &status, 0);
    outcome_.is_good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (has_ended_ && until_ == Until::program_ends) end_like(outcome_.status);
    if (has_ended_) return outcome_;
    if (!WIFSIGNALED(status)) _exit(kFailed);  // it has said why it started nothing
    syscall(SYS_pidfd_send_signal, program_.get(), SIGKILL, nullptr, 0);
    fail("", "the observer was ended by signal " + std::to_string(WTERMSIG(status)) +
                 ", and the program is ended as well: what was observed fails without an observer "
                 "(ENOSYS), and so do the programs that it has started");
}

Outcome Front::run() {
    for (;;) {
        // A signal waits until there is somebody to hand it to.
        pollfd ready[2] = {{observer_.get(), POLLIN, 0},
                           {program_.is_open() ? signals_.get() : -1, POLLIN, 0}};
        if (poll(ready, 2, -1) < 0 && errno != EINTR) _exit(kFailed);
        if (ready[1].revents != 0) hand_on();
        if (ready[0].revents == 0) continue;
        FrontChannel::Message message = {};
        if (read(observer_.get(), &message, sizeof(message)) != sizeof(message)) return be_left();
        obey(message);
    }
}

void FrontChannel::send(int kind, int value) {
    const Message message = {kind, value};
    [[maybe_unused]] const ssize_t written = write(fd_.get(), &message, sizeof(message));
}

Outcome follow(const ObserverWork& work, Until until) {
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0) fail("", "cannot make a pipe: " + errno_text(errno), errno);
    UniqueFd readable(ends[0]);
    UniqueFd writable(ends[1]);
    const sigset_t held = handed_on();
    sigset_t signals;
    pthread_sigmask(SIG_BLOCK, &held, &signals);
    const DefaultOfChildren children;
    const pid_t observer = fork();
    if (observer < 0) fail("", "cannot make a process: " + errno_text(errno), errno);
    if (observer == 0) {
        readable = UniqueFd();
        children.restore();  // for the program
        // What a daemon leaves behind is still ours to look at.
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        _exit(work(FrontChannel(std::move(writable)), signals) ? 0 : 1);
    }
    writable = UniqueFd();
    const IgnoredSignals ignored;
    const Outcome outcome = Front(std::move(readable), until).run();
    pthread_sigmask(SIG_SETMASK, &signals, nullptr);
    return outcome;
}

}  // namespace landlock_preload
