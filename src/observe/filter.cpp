// SPDX-License-Identifier: MIT
//
// In the kernel's own bytecode, as a library for it would be one more thing to be there. What can
// need nothing passes without a stop: O_PATH, sends without an address, commands that Landlock
// leaves to everybody. Nothing is ever refused.
//
// Calls of another architecture of the same kernel stop all: their numbers are not known here, so
// that no more is learned than who makes them, and that much has to be said.
#include "observe/filter.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include <array>
#include <cstddef>

#include "base/system_call.hpp"
#include "observe/decode.hpp"
#include "observe/engine.hpp"

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

namespace landlock_preload {
namespace {

#if defined(__x86_64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_X86_64;
constexpr unsigned kForeignBit = 0x40000000;  // of a number: x32
#elif defined(__aarch64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_AARCH64;
constexpr unsigned kForeignBit = 0;
#else
constexpr unsigned kArchitecture = 0;
constexpr unsigned kForeignBit = 0;
#endif

constexpr unsigned kNegative = 0x80000000;  // of no call

constexpr std::uint32_t low_half(unsigned argument) {
    return static_cast<std::uint32_t>(offsetof(seccomp_data, args) +
                                      sizeof(std::uint64_t) * argument);
}

class Program {
  public:
    void load(std::size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, offset); }
    void finish(unsigned action) { add(BPF_RET | BPF_K, action); }
    // Skips so many instructions, by the value that was loaded.
    void skip(unsigned comparison, std::uint32_t value, std::size_t if_true, std::size_t if_false) {
        code_.push_back({static_cast<std::uint16_t>(BPF_JMP | comparison | BPF_K),
                         static_cast<std::uint8_t>(if_true), static_cast<std::uint8_t>(if_false),
                         value});
    }
    void stop_call(int number) {
        skip(BPF_JEQ, static_cast<std::uint32_t>(number), 0, 1);
        finish(SECCOMP_RET_USER_NOTIF);
    }
    // A call whose ARGUMENT decides; what has one of these bits passes.
    void stop_unless_bits(int number, unsigned argument, std::uint32_t bits) {
        skip(BPF_JEQ, static_cast<std::uint32_t>(number), 0, 4);
        load(low_half(argument));
        skip(BPF_JSET, bits, 0, 1);
        finish(SECCOMP_RET_ALLOW);
        finish(SECCOMP_RET_USER_NOTIF);
    }
    // A call that passes where a pointer is null.
    void stop_unless_null(int number, unsigned argument) {
        skip(BPF_JEQ, static_cast<std::uint32_t>(number), 0, 6);
        load(low_half(argument));
        skip(BPF_JEQ, 0, 0, 2);
        load(low_half(argument) + 4);
        skip(BPF_JEQ, 0, 1, 0);
        finish(SECCOMP_RET_USER_NOTIF);
        finish(SECCOMP_RET_ALLOW);
    }
    template <std::size_t kCount>
    void stop_unless_value(int number, unsigned argument,
                           const std::array<std::uint32_t, kCount>& values) {
        skip(BPF_JEQ, static_cast<std::uint32_t>(number), 0, kCount + 3);
        load(low_half(argument));
        for (std::size_t i = 0; i < kCount; ++i) skip(BPF_JEQ, values[i], kCount - i, 0);
        finish(SECCOMP_RET_USER_NOTIF);
        finish(SECCOMP_RET_ALLOW);
    }
    std::vector<sock_filter> take() { return std::move(code_); }

  private:
    void add(unsigned code, std::size_t value) {
        code_.push_back(
            {static_cast<std::uint16_t>(code), 0, 0, static_cast<std::uint32_t>(value)});
    }
    std::vector<sock_filter> code_;
};

}  // namespace

bool can_observe() {
    return kArchitecture != 0;
}

bool is_foreign_call(const seccomp_data& call) {
    return call.arch != kArchitecture || (static_cast<unsigned>(call.nr) & kForeignBit) != 0;
}

std::vector<sock_filter> build_filter() {
    Program program;
    program.load(offsetof(seccomp_data, arch));
    program.skip(BPF_JEQ, kArchitecture, 1, 0);
    program.finish(SECCOMP_RET_USER_NOTIF);
    program.load(offsetof(seccomp_data, nr));
    program.skip(BPF_JGE, kNegative, 2, 0);
    program.skip(BPF_JSET, kForeignBit, 0, 1);
    program.finish(SECCOMP_RET_USER_NOTIF);
#ifdef SYS_open
    program.stop_unless_bits(SYS_open, 1, O_PATH);
#endif
    program.stop_unless_bits(SYS_openat, 2, O_PATH);
    program.stop_unless_null(SYS_sendto, 4);
    program.stop_unless_value(SYS_ioctl, 1, kFreeCommands);
    // The calls above never get here, as each of them was decided.
    for (const int number : decoded_calls()) program.stop_call(number);
    program.finish(SECCOMP_RET_ALLOW);
    return program.take();
}

int install_filter(const std::vector<sock_filter>& filter) {
    // NOLINTNEXTLINE(*-const-cast): as seccomp(2) wants it
    auto* const instructions = const_cast<sock_filter*>(filter.data());
    const sock_fprog program = {static_cast<unsigned short>(filter.size()), instructions};
    // Without the second flag, of Linux 5.19, a signal restarts a call that was seen already.
    const unsigned long best =
        SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
    const long listener = system_call(SYS_seccomp, SECCOMP_SET_MODE_FILTER, best, &program);
    if (listener != -EINVAL) return static_cast<int>(listener);
    return static_cast<int>(system_call(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                                        SECCOMP_FILTER_FLAG_NEW_LISTENER, &program));
}

}  // namespace landlock_preload
