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

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>

#include "base/diagnostic.hpp"
#include "base/process_calls.hpp"

namespace landlock_preload {
namespace {

constexpr int kHandedOn[] = {SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};
constexpr int kOfTerminal[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
constexpr int kFailed = 125;
constexpr std::uint64_t kMillisecond = 1000000;

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

bool is_of_terminal(int signal_number) {
    return std::ranges::find(kOfTerminal, signal_number) != std::end(kOfTerminal);
}

// Those that ask for an end, and those to hand on.
sigset_t taken_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int each : kHandedOn) sigaddset(&set, each);
    for (const int each : {SIGINT, SIGQUIT}) sigaddset(&set, each);
    return set;
}

}  // namespace

class Front {
  public:
    Front(pid_t process, UniqueFd readable, Until until, bool is_failed_if_bad)
        : process_(process),
          observer_(std::move(readable)),
          until_(until),
          is_failed_if_bad_(is_failed_if_bad) {}

    Outcome run();

  private:
    void obey(const FrontChannel::Message& message);
    void hand_on();
    void lose_patience(int signal_number);
    [[nodiscard]] int milliseconds_left() const;
    Outcome be_left();

    pid_t process_;  // of the observer
    UniqueFd observer_;
    Until until_;
    bool is_failed_if_bad_;
    UniqueFd program_;
    Outcome outcome_;
    bool has_ended_ = false;      // the program
    bool is_detached_ = false;    // what it left running is observed
    std::uint64_t deadline_ = 0;  // of the observer; 0: none
    sigset_t set_ = taken_signals();
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
            is_detached_ = true;
            deadline_ = 0;
            if (until_ == Until::program_ends) end_like(outcome_.status);
            return;
    }
}

void Front::hand_on() {
    signalfd_siginfo info = {};
    if (read(signals_.get(), &info, sizeof(info)) != sizeof(info)) return;
    const int signal_number = static_cast<int>(info.ssi_signo);
    lose_patience(signal_number);
    if (is_of_terminal(signal_number)) return;  // the program has its own
    syscall(SYS_pidfd_send_signal, program_.get(), signal_number, nullptr, 0);
}

// The program is gone, and what there is to say is being written: perhaps to a pipe that nobody
// reads. Whoever asks for an end then gets it, once an answer has had its time.
void Front::lose_patience(int signal_number) {
    constexpr std::uint64_t kPatience = 3000 * kMillisecond;
    pollfd program = {program_.get(), POLLIN, 0};
    const bool is_question = signal_number == SIGUSR1 || signal_number == SIGUSR2;
    if (is_question || is_detached_ || deadline_ != 0 || poll(&program, 1, 0) <= 0) return;
    deadline_ = monotonic_nanoseconds() + kPatience;
}

// As poll(2) takes it.
int Front::milliseconds_left() const {
    if (deadline_ == 0) return -1;
    const std::uint64_t now = monotonic_nanoseconds();
    return now >= deadline_ ? 0 : static_cast<int>((deadline_ - now) / kMillisecond) + 1;
}

// The observer has ended. If it was ended too early, nothing that was observed works any more.
Outcome Front::be_left() {
    int status = 0;
    // So that the resources of all of it count as used by our children.
    waitpid(-1, &status, 0);
    outcome_.is_good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    const bool is_ours_to_end = has_ended_ && until_ == Until::program_ends;
    const bool is_failure = is_failed_if_bad_ && !outcome_.is_good && !WIFSIGNALED(outcome_.status);
    if (is_ours_to_end && is_failure) _exit(std::max(kFailed, WEXITSTATUS(outcome_.status)));
    if (is_ours_to_end) end_like(outcome_.status);
    if (has_ended_) return outcome_;
    // It has said why it started nothing; or we have ended it, amid a word that nobody reads.
    if (!WIFSIGNALED(status) || deadline_ != 0) _exit(kFailed);
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
        const int count = poll(ready, 2, milliseconds_left());
        if (count < 0 && errno != EINTR) _exit(kFailed);
        if (count == 0) kill(process_, SIGKILL);
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

Outcome follow(const ObserverWork& work, Until until, bool is_failed_if_bad) {
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0) fail("", "cannot make a pipe: " + errno_text(errno), errno);
    UniqueFd readable(ends[0]);
    UniqueFd writable(ends[1]);
    const sigset_t held = taken_signals();
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
    const Outcome outcome = Front(observer, std::move(readable), until, is_failed_if_bad).run();
    pthread_sigmask(SIG_SETMASK, &signals, nullptr);
    return outcome;
}

}  // namespace landlock_preload
