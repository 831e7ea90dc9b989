// SPDX-License-Identifier: MIT
//
// The loop of the observer: a task stops at a call, we look at what it asks for, and let it go on
// as if nothing had been (SECCOMP_USER_NOTIF_FLAG_CONTINUE). While a listener is not served, its
// tasks wait; once it is closed, their calls fail with ENOSYS. So nothing may end this loop but the
// end of the last task, and a failure to look is no failure to answer.
//
// The library reports in a file in memory, before its constructor returns: whatever its thread asks
// for afterwards is the program's own, and nothing before it is.
#include "observe/observer.hpp"

#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <variant>

#include "base/diagnostic.hpp"
#include "base/process_calls.hpp"
#include "landlock/kernel.hpp"
#include "observe/decode.hpp"
#include "observe/engine.hpp"
#include "observe/filter.hpp"
#include "observe/front.hpp"
#include "observe/signals.hpp"
#include "observe/start.hpp"
#include "observe/task.hpp"
#include "observe/task_world.hpp"

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

namespace landlock_preload {
namespace {

class Observer {
  public:
    Observer(const Observed& observed, Watcher& watcher, FrontChannel front, SignalMask signals)
        : observed_(observed), watcher_(watcher), front_(std::move(front)), signals_(signals) {}

    // Returns what the watcher says in the end.
    bool run();

  private:
    void start();
    void serve();
    void answer(const seccomp_notif& call, int error);
    int look_at(const seccomp_notif& call);
    int look_at_operation(pid_t task, const Operation& operation);
    void tell(pid_t task, Findings findings);
    void remark(pid_t task, RemarkKind kind, std::string subject);
    std::string note_start(pid_t task);
    bool is_confined(pid_t task, int number);
    void follow_program();
    void take_signal();
    bool is_all_over();
    void finish();

    const Observed& observed_;
    Watcher& watcher_;
    FrontChannel front_;
    SignalMask signals_;
    Scene scene_ = Scene::of_this_process();
    KernelFacts kernel_ = KernelFacts::of(query_errata());
    ProgramNames programs_;
    UniqueFd listener_;
    UniqueFd events_;
    pid_t program_ = -1;
    bool is_started_ = false;   // the sandbox stands
    bool is_starting_ = false;  // and the launcher is about to become the program
    bool has_ended_ = false;    // the first program
    bool is_finished_ = false;  // what there was to say has been said
    bool is_good_ = false;      // and whether it is good
};

std::string whole_text(int fd) {
    std::string text;
    char buffer[65536];
    for (;;) {
        const ssize_t length = pread(fd, buffer, sizeof(buffer), static_cast<off_t>(text.size()));
        if (length <= 0) return text;
        text.append(buffer, static_cast<std::size_t>(length));
    }
}

void Observer::start() {
    StartedProgram program = start_observed({observed_.launcher, observed_.arguments, signals_});
    program_ = program.process;
    listener_ = std::move(program.listener);
    // Saves a change of processor at each call, from Linux 6.6 on.
    ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
    front_.started(program_);
}

// Returns the report, once it says that the sandbox stands.
std::string Observer::note_start(pid_t task) {
    std::string report = whole_text(observed_.report);
    is_started_ = report.find("\"state\":\"enforced\"") != std::string::npos ||
                  report.find("\"state\":\"partial\"") != std::string::npos;
    if (!is_started_) return {};
    scene_.note_open(task);
    watcher_.confined(task, report);
    return report;
}

// The report is the last thing that the library does before the program begins. Where no library is
// loaded, the launcher has reported, and what it still asks for is the start of the program.
bool Observer::is_confined(pid_t task, int number) {
    if (is_started_ && !is_starting_) return true;
    if (is_starting_) {
        is_starting_ = number != SYS_execve || task != program_;
        return false;
    }
    const std::string report = note_start(task);
    if (!is_started_) return false;
    if (report.find("\"preload\"") != std::string::npos) return true;
    is_starting_ = number != SYS_execve;
    return false;
}

void Observer::tell(pid_t task, Findings findings) {
    if (!findings.is_empty()) watcher_.happens(programs_.of(task), std::move(findings));
}

// Returns an errno to answer with, or 0.
int Observer::look_at_operation(pid_t task, const Operation& operation) {
    TaskWorld world(scene_, task);
    Findings findings = find_needs(operation, world, kernel_);
    for (const Found& device : findings.devices) {
        scene_.opened_devices.emplace(device.object.device, device.object.inode);
    }
    const auto* socket = std::get_if<UseSocket>(&operation);
    if (socket != nullptr && socket->use == SocketUse::bind) {
        for (const std::string& path : findings.made) scene_.own_sockets.insert(path);
        scene_.bound_sockets.insert(world.number_of_socket(socket->fd));
    }
    tell(task, std::move(findings));
    if (std::holds_alternative<ExecuteFile>(operation)) programs_.forget();
    const auto* beyond = std::get_if<Beyond>(&operation);
    const bool is_ring = beyond != nullptr && *beyond == Beyond::ring;
    return is_ring && observed_.refuses_rings ? ENOSYS : 0;
}

void Observer::remark(pid_t task, RemarkKind kind, std::string subject) {
    Findings findings;
    findings.remarks.push_back({kind, std::move(subject)});
    tell(task, std::move(findings));
}

int Observer::look_at(const seccomp_notif& call) {
    const auto task = static_cast<pid_t>(call.pid);
    constexpr int kNoNumber = -1;
    const bool is_foreign = is_foreign_call(call.data);
    if (is_finished_ || !is_confined(task, is_foreign ? kNoNumber : call.data.nr)) return 0;
    if (is_foreign) {
        remark(task, RemarkKind::other_calls, program_file(task));
        return 0;
    }
    SystemCall registers = {call.data.nr, {}};
    for (std::size_t i = 0; i < registers.arguments.size(); ++i) {
        registers.arguments[i] = call.data.args[i];
    }
    TaskMemory memory(task);
    int error = 0;
    for (const Operation& operation : decode(registers, memory)) {
        error = look_at_operation(task, operation);
    }
    if (memory.is_forbidden()) remark(task, RemarkKind::unreadable, program_name(task));
    return error;
}

void Observer::answer(const seccomp_notif& call, int error) {
    seccomp_notif_resp response = {};
    response.id = call.id;
    response.error = -error;
    response.flags = error == 0 ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0;
    // The task may be gone by now.
    ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_SEND, &response);
}

void Observer::serve() {
    seccomp_notif call = {};
    if (ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) return;  // gone already
    int error = 0;
    try {
        error = look_at(call);
    } catch (...) {
        remark(static_cast<pid_t>(call.pid), RemarkKind::unreadable, {});
    }
    answer(call, error);
}

void Observer::finish() {
    if (std::exchange(is_finished_, true)) return;
    is_good_ = watcher_.finished();
}

// Serves what is left for a moment: most programs leave nothing, and a last child takes a while to
// go. Whether nothing is left.
bool Observer::is_all_over() {
    constexpr std::uint64_t kMoment = 100;  // milliseconds
    constexpr std::uint64_t kPerMillisecond = 1000000;
    const std::uint64_t until = monotonic_nanoseconds() / kPerMillisecond + kMoment;
    while (listener_.is_open()) {
        const std::uint64_t now = monotonic_nanoseconds() / kPerMillisecond;
        pollfd rest = {listener_.get(), POLLIN, 0};
        if (now >= until || poll(&rest, 1, static_cast<int>(until - now)) <= 0) return false;
        if ((rest.revents & POLLIN) != 0) {
            serve();
        } else {
            listener_ = UniqueFd();
        }
    }
    return true;
}

void Observer::follow_program() {
    int status = 0;
    for (pid_t child = 0; (child = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0;) {
        if (child != program_) continue;  // of a daemon, whose parent has gone
        if (WIFSTOPPED(status)) {
            front_.stopped(WSTOPSIG(status));
            continue;
        }
        has_ended_ = true;
        if (!is_started_) note_start(program_);  // of one that asked for nothing
        const int end = status;
        front_.ended(end);
        const bool is_last = is_all_over();
        watcher_.ended(end, !is_last);
        if (is_last) finish();
        if (!is_last) front_.detached();
    }
}

void Observer::take_signal() {
    signalfd_siginfo info = {};
    if (read(events_.get(), &info, sizeof(info)) != sizeof(info)) return;
    if (info.ssi_signo == SIGCHLD) return follow_program();
    // Nobody is to be handed it any more: whoever sends it does not want to wait.
    if (has_ended_) finish();
}

bool Observer::run() {
    // All others are held back as well, so that none of them ends or stops us.
    constexpr int kEvents[] = {SIGCHLD, SIGTERM, SIGHUP, SIGINT, SIGQUIT};
    events_ = open_signals(signals_of(kEvents));
    start();
    // Not before: the program is to have it as it was. It has not ended, as it waits for us.
    set_action(SIGCHLD, SIG_DFL);
    while (!has_ended_ || listener_.is_open()) {
        pollfd ready[3] = {{listener_.get(), POLLIN, 0},
                           {events_.get(), POLLIN, 0},
                           {has_ended_ ? -1 : front_.descriptor(), 0, 0}};
        if (poll(ready, 3, -1) < 0) continue;
        if ((ready[0].revents & POLLIN) != 0) serve();
        if ((ready[1].revents & POLLIN) != 0) take_signal();
        // By SIGKILL, which with `run` would have been the program's.
        if (!has_ended_ && ready[2].revents != 0) kill(program_, SIGKILL);
        const bool is_served =
            (ready[0].revents & POLLIN) == 0 && (ready[0].revents & POLLHUP) != 0;
        if (is_served && listener_.is_open()) listener_ = UniqueFd();  // no task is left
    }
    finish();
    return is_good_;
}

}  // namespace

Outcome observe(const Observed& observed, Watcher& watcher, Until until) {
    if (!can_observe()) fail("", "programs can be observed on x86-64 and aarch64 only");
    if (access(observed.launcher.c_str(), X_OK) != 0) {
        fail(observed.launcher,
             "cannot be executed: " + errno_text(errno) +
                 "; a program is observed by what /proc says of it: mount /proc",
             errno);
    }
    const auto work = [&](FrontChannel front, SignalMask signals) {
        return Observer(observed, watcher, std::move(front), signals).run();
    };
    return follow(work, until, observed.is_failed_if_bad);
}

}  // namespace landlock_preload
