// SPDX-License-Identifier: MIT
//
// Signals by the kernel's own calls: libc's leave out the two that it uses for its threads.
#pragma once

#include <sys/signalfd.h>
#include <sys/syscall.h>

#include <csignal>
#include <cstdint>
#include <span>

#include "base/system_call.hpp"
#include "base/unique_fd.hpp"

namespace landlock_preload {

using SignalMask = std::uint64_t;  // signal N is bit N - 1

constexpr SignalMask kEverySignal = ~SignalMask{0};  // SIGKILL and SIGSTOP are never held

constexpr SignalMask signals_of(std::span<const int> numbers) {
    SignalMask mask = 0;
    for (const int number : numbers) mask |= SignalMask{1} << static_cast<unsigned>(number - 1);
    return mask;
}

// Holds these back in the calling thread, and no others. Returns what was held before.
inline SignalMask set_signal_mask(SignalMask mask) {
    SignalMask before = 0;
    system_call(SYS_rt_sigprocmask, SIG_SETMASK, &mask, &before, sizeof(mask));
    return before;
}

// Reads of it give those of these signals that are held back.
inline UniqueFd open_signals(SignalMask mask) {
    constexpr int kFlags = SFD_CLOEXEC | SFD_NONBLOCK;
    return UniqueFd(static_cast<int>(system_call(SYS_signalfd4, -1, &mask, sizeof(mask), kFlags)));
}

// ACTION: SIG_DFL or SIG_IGN.
inline void set_action(int signal_number, void (*action)(int)) {
    struct sigaction what = {};
    what.sa_handler = action;
    sigaction(signal_number, &what, nullptr);
}

}  // namespace landlock_preload
