// SPDX-License-Identifier: MIT
//
// The terminal sends its signals to all three processes, which are of one group. The program obeys
// them or does not; we never do, but follow what becomes of it: so a program that catches ^Z or ^C
// finds its observer alive. What somebody sends to the process that he started is handed on,
// whatever it is, as with `run` it would be the program's. Only SIGKILL and SIGSTOP do not let
// themselves be: the observer notices that we are gone, and nobody that we are stopped.
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
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>

#include "base/diagnostic.hpp"
#include "base/process_calls.hpp"
#include "observe/signals.hpp"

namespace landlock_preload {
namespace {

// What the kernel sends to all of a group, or because of a child of ours.
constexpr int kOfEach[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGWINCH, SIGCHLD};
constexpr int kAskForEnd[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};
constexpr int kFailed = 125;
constexpr std::uint64_t kMillisecond = 1000000;

// Does to this process what it does where nobody catches it.
void suffer(int signal_number) {
    struct sigaction before = {};
    sigaction(signal_number, nullptr, &before);
    set_action(signal_number, SIG_DFL);
    const SignalMask mask = set_signal_mask(~signals_of({&signal_number, 1}));
    static_cast<void>(raise(signal_number));
    set_signal_mask(mask);
    sigaction(signal_number, &before, nullptr);
}

// Ends as the program did.
[[noreturn]] void end_like(int status) {
    if (!WIFSIGNALED(status)) _exit(WEXITSTATUS(status));
    const rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);  // there is one of the program, if it leaves any
    suffer(WTERMSIG(status));
    _exit(128 + WTERMSIG(status));
}

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

template <std::size_t kCount>
bool is_among(const int (&signals)[kCount], int signal_number) {
    return std::ranges::find(signals, signal_number) != std::end(signals);
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
    void lose_patience();
    [[nodiscard]] bool is_program_gone() const;
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
    UniqueFd signals_ = open_signals(kEverySignal);
};

void Front::obey(const FrontChannel::Message& message) {
    switch (message.kind) {
        case 'p':
            program_ = UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, message.value, 0)));
            return;
        case 's':
            return suffer(message.value);
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
    signalfd_siginfo seen = {};
    if (read(signals_.get(), &seen, sizeof(seen)) != sizeof(seen)) return;
    const int signal_number = static_cast<int>(seen.ssi_signo);
    if (is_among(kAskForEnd, signal_number)) lose_patience();
    const bool is_of_kernel = seen.ssi_code > 0;
    if (is_of_kernel && is_among(kOfEach, signal_number)) return;
    siginfo_t info = {};  // of sigqueue(3), whose value is the program's as well
    info.si_signo = signal_number;
    info.si_code = SI_QUEUE;
    info.si_pid = static_cast<pid_t>(seen.ssi_pid);
    info.si_uid = seen.ssi_uid;
    info.si_value.sival_ptr = reinterpret_cast<void*>(seen.ssi_ptr);  // NOLINT(*-int-to-ptr)
    syscall(SYS_pidfd_send_signal, program_.get(), signal_number,
            seen.ssi_code == SI_QUEUE ? &info : nullptr, 0);
}

// It may have been gone before we could open it.
bool Front::is_program_gone() const {
    pollfd program = {program_.get(), POLLIN, 0};
    return has_ended_ || poll(&program, 1, 0) > 0;
}

// The program is gone, and what there is to say is being written: perhaps to a pipe that nobody
// reads. Whoever asks for an end then gets it, once an answer has had its time.
void Front::lose_patience() {
    constexpr std::uint64_t kPatience = 3000 * kMillisecond;
    if (is_detached_ || deadline_ != 0 || !is_program_gone()) return;
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
        // A signal waits until there is somebody to hand it to, or nobody any more.
        const bool is_awaited = program_.is_open() || has_ended_;
        pollfd ready[2] = {{observer_.get(), POLLIN, 0},
                           {is_awaited ? signals_.get() : -1, POLLIN, 0}};
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

// The front ends then. Where it leads its session, as the one program of a terminal does, the
// kernel hangs up all that is left in the session: it is not for us, who have left it.
void FrontChannel::detached() {
    if (until_ == Until::program_ends) setsid();
    send('d', 0);
}

Outcome follow(const ObserverWork& work, Until until, bool is_failed_if_bad) {
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0) fail("", "cannot make a pipe: " + errno_text(errno), errno);
    UniqueFd readable(ends[0]);
    UniqueFd writable(ends[1]);
    const SignalMask signals = set_signal_mask(kEverySignal);
    const DefaultOfChildren children;
    const pid_t observer = fork();
    if (observer < 0) fail("", "cannot make a process: " + errno_text(errno), errno);
    if (observer == 0) {
        readable = UniqueFd();
        children.restore();  // for the program
        // What a daemon leaves behind is still ours to look at.
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        _exit(work(FrontChannel(std::move(writable), until), signals) ? 0 : 1);
    }
    writable = UniqueFd();
    const Outcome outcome = Front(observer, std::move(readable), until, is_failed_if_bad).run();
    set_signal_mask(signals);
    return outcome;
}

}  // namespace landlock_preload
