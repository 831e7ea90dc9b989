// SPDX-License-Identifier: MIT
//
// The system calls that we make, by number (see system_call.hpp for why none goes through libc).
// Nor does it cost what libc's would: every function that the library imports is looked up at every
// start of every program that loads it, called or not, at some 850 instructions and a handful of
// cache lines, as much as half a path rule. The generic calls are used, which every architecture
// has. A failure is a negative number, from which the code can be taken, and errno.
#pragma once

#include <elf.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <ctime>

#include "base/auxiliary_vector.hpp"
#include "base/file_calls.hpp"  // IWYU pragma: export
#include "base/system_call.hpp"

// GCC and Clang say it in different ways.
#if defined(__SANITIZE_THREAD__)
#define LANDLOCK_PRELOAD_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LANDLOCK_PRELOAD_TSAN 1
#endif
#endif

namespace landlock_preload {

// Ends all threads and runs nothing of the host.
[[noreturn]] inline void exit_process(int status) {
    for (;;) system_call(SYS_exit_group, status);
}

// Pages of zeros that belong to this process alone, or nullptr with errno.
inline void* map_pages(std::size_t size) {
    constexpr int kProtection = PROT_READ | PROT_WRITE;
    constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS;
#ifdef LANDLOCK_PRELOAD_TSAN  // which has to know of memory that is another's from now on
    void* shared = mmap(nullptr, size, kProtection, kFlags, -1, 0);
    return shared == MAP_FAILED ? nullptr : shared;
#else
#ifdef SYS_mmap2
    constexpr long kNumber = SYS_mmap2;
#else
    constexpr long kNumber = SYS_mmap;
#endif
    const long pages = system_call(kNumber, nullptr, size, kProtection, kFlags, -1, 0);
    return pages < 0 && pages >= -4095 ? nullptr
                                       : reinterpret_cast<void*>(pages);  // NOLINT(*-int-to-ptr)
#endif
}

inline void unmap_pages(void* pages, std::size_t size) {
    system_call(SYS_munmap, pages, size);
}

// Fails with EINVAL where this process has more than one thread, and changes nothing.
inline int unshare_threads() {
    return static_cast<int>(system_call(SYS_unshare, CLONE_THREAD));
}

// The same; and where another process shares the memory of this one.
inline int unshare_memory() {
    return static_cast<int>(system_call(SYS_unshare, CLONE_VM));
}

inline int set_no_new_privs() {
    return static_cast<int>(system_call(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

inline bool has_no_new_privs() {
    return system_call(SYS_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

inline pid_t process_id() {
    return static_cast<pid_t>(system_call(SYS_getpid));
}

// libc's would have the kernel's page of clocks faulted in, for two readings.
inline std::uint64_t clock_nanoseconds(int clock) {
#ifdef SYS_clock_gettime64
    std::int64_t now[2] = {};
    system_call(SYS_clock_gettime64, clock, now);
#else
    long now[2] = {};
    system_call(SYS_clock_gettime, clock, now);
#endif
    constexpr std::uint64_t kPerSecond = 1000000000;
    return static_cast<std::uint64_t>(now[0]) * kPerSecond + static_cast<std::uint64_t>(now[1]);
}

inline std::uint64_t monotonic_nanoseconds() {
    return clock_nanoseconds(CLOCK_MONOTONIC);
}

// Since 1970 in UTC.
inline std::uint64_t real_nanoseconds() {
    return clock_nanoseconds(CLOCK_REALTIME);
}

// A bit each, from CAP_CHOWN on; what is permitted can be made effective at any time, and nothing
// else can. All of them where that cannot be known.
struct Capabilities {
    std::uint64_t effective = ~std::uint64_t{0};
    std::uint64_t permitted = ~std::uint64_t{0};
    std::uint64_t inheritable = ~std::uint64_t{0};
};

inline Capabilities read_capabilities() {
    __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[2] = {};
    if (system_call(SYS_capget, &header, data) != 0) return {};
    return {data[0].effective | std::uint64_t{data[1].effective} << 32U,
            data[0].permitted | std::uint64_t{data[1].permitted} << 32U,
            data[0].inheritable | std::uint64_t{data[1].inheritable} << 32U};
}

// How large the stack may become, in bytes; 0 where nobody may ask.
inline std::uint64_t stack_limit() {
    std::uint64_t limits[2] = {};  // the soft one, and the hard one
    const long result = system_call(SYS_prlimit64, 0, RLIMIT_STACK, nullptr, limits);
    return result == 0 ? limits[0] : 0;
}

// Where a filter forbids to ask, it is who started the process.
inline uid_t user_id() {
#ifdef SYS_getuid32
    const long user = system_call(SYS_getuid32);
#else
    const long user = system_call(SYS_getuid);
#endif
    return static_cast<uid_t>(user >= 0 ? user : static_cast<long>(auxiliary_value(AT_UID)));
}

// F_GETFL, or negative with errno.
inline int descriptor_flags(int fd) {
    return static_cast<int>(system_call(SYS_fcntl, fd, F_GETFL, 0));
}

// The lowest free number from LEAST up, closed on exec, or negative with errno.
inline int duplicate_descriptor(int fd, int least) {
    return static_cast<int>(system_call(SYS_fcntl, fd, F_DUPFD_CLOEXEC, least));
}

inline bool is_terminal(int fd) {
    termios settings = {};  // the kernel's is smaller
    return system_call(SYS_ioctl, fd, TCGETS, &settings) == 0;
}

inline bool protect_pages(void* pages, std::size_t size, int access) {
    return system_call(SYS_mprotect, pages, size, access) == 0;
}

inline bool make_read_only(void* pages, std::size_t size) {
    return protect_pages(pages, size, PROT_READ);
}

// True as well where the kernel does not say.
inline bool is_open_descriptor(int fd) {
    return system_call(SYS_fcntl, fd, F_GETFD, 0) >= 0 || errno != EBADF;
}

// Whether FD, which is not open, lies within the process's table of descriptors (select(2), BUGS).
inline bool is_closed_in_table(int fd) {
    constexpr int kBits = CHAR_BIT * sizeof(unsigned long);
    unsigned long asked[FD_SETSIZE / kBits] = {};  // FD_SET() would look up a function
    asked[fd / kBits] = 1UL << static_cast<unsigned>(fd % kBits);
    const long at_once[4] = {};  // a timespec of either size
    return system_call(SYS_pselect6, fd + 1, asked, nullptr, nullptr, at_once, nullptr) < 0;
}

// Whether the byte at ADDRESS can be written to: 0, EFAULT, or the errno of a kernel that does not
// say. Nothing changes: a futex of the caller's own adds zero to the word there, and wakes nobody.
inline int write_error(const void* address) {
#ifdef SYS_futex
    constexpr long kNumber = SYS_futex;
#else
    constexpr long kNumber = SYS_futex_time64;
#endif
    constexpr int kAddZero = FUTEX_OP(FUTEX_OP_ADD, 0, FUTEX_OP_CMP_EQ, 0);
    constexpr std::uintptr_t kWordMask = ~std::uintptr_t{3};
    const std::uintptr_t word = reinterpret_cast<std::uintptr_t>(address) & kWordMask;
    const long result = raw_system_call(kNumber, static_cast<long>(word), FUTEX_WAKE_OP_PRIVATE, 0,
                                        0, static_cast<long>(word), kAddZero);
    return result < 0 ? static_cast<int>(-result) : 0;
}

// False after PATIENCE milliseconds (negative: never) without one of EVENTS, or at a signal.
inline bool wait_for(int fd, short events, long patience) {
    pollfd ready = {fd, events, 0};
    long most[2] = {patience / 1000, patience % 1000 * 1000000L};
    return system_call(SYS_ppoll, &ready, 1, patience < 0 ? nullptr : most, nullptr, 0) > 0;
}

}  // namespace landlock_preload
