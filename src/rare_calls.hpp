// SPDX-License-Identifier: MIT
//
// System calls that are made once a start at most, or only when something is wrong, by number.
// Every function of libc that the library imports is looked up at every start of every program that
// loads it, called or not, at some 850 instructions and a handful of cache lines: as much as half a
// path rule. The generic calls are used, which every architecture has.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <termios.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <ctime>

namespace landlock_preload {

inline ssize_t read_link(const char* path, char* target, std::size_t size) {
    return syscall(SYS_readlinkat, AT_FDCWD, path, target, size);
}

// Of the link that FD, opened without following it, is.
inline ssize_t read_link_itself(int fd, char* target, std::size_t size) {
    return syscall(SYS_readlinkat, fd, "", target, size);
}

// Without "/" at the front where the working directory is out of reach. Negative: an error.
inline ssize_t read_working_directory(char* path, std::size_t size) {
    return syscall(SYS_getcwd, path, size);
}

inline bool is_writable(const char* path) {
    return syscall(SYS_faccessat, AT_FDCWD, path, W_OK) == 0;
}

inline int make_directory(const char* path, mode_t mode) {
    return static_cast<int>(syscall(SYS_mkdirat, AT_FDCWD, path, mode));
}

// Fails with EINVAL where this process has more than one thread.
inline int unshare_threads() {
    return static_cast<int>(syscall(SYS_unshare, CLONE_THREAD));
}

inline int set_no_new_privs() {
    return static_cast<int>(syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

inline pid_t process_id() {
    return static_cast<pid_t>(syscall(SYS_getpid));
}

// libc's would have the kernel's page of clocks faulted in, for two readings.
inline std::uint64_t monotonic_nanoseconds() {
#ifdef SYS_clock_gettime64
    std::int64_t now[2] = {};
    syscall(SYS_clock_gettime64, CLOCK_MONOTONIC, now);
#else
    long now[2] = {};
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, now);
#endif
    constexpr std::uint64_t kPerSecond = 1000000000;
    return static_cast<std::uint64_t>(now[0]) * kPerSecond + static_cast<std::uint64_t>(now[1]);
}

inline bool is_terminal(int fd) {
    termios settings = {};  // the kernel's is smaller
    return syscall(SYS_ioctl, fd, TCGETS, &settings) == 0;
}

inline bool make_read_only(void* pages, std::size_t size) {
    return syscall(SYS_mprotect, pages, size, PROT_READ) == 0;
}

// Whether a descriptor is open, or lies beyond the end of the process's table of them.
inline bool is_open_or_beyond_table(int fd) {
    fd_set asked;
    FD_ZERO(&asked);
    FD_SET(fd, &asked);
    const long at_once[4] = {};  // a timespec of either size
    return syscall(SYS_pselect6, fd + 1, &asked, nullptr, nullptr, at_once, nullptr) >= 0;
}

inline bool poll_at_once(pollfd* asked, std::size_t count) {
    const long at_once[4] = {};
    return syscall(SYS_ppoll, asked, count, at_once, nullptr, 0) >= 0;
}

inline void wait_until_readable(int fd) {
    pollfd ready = {fd, POLLIN, 0};
    syscall(SYS_ppoll, &ready, 1, nullptr, nullptr, 0);
}

}  // namespace landlock_preload
