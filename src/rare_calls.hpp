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
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/vfs.h>
#include <termios.h>
#include <unistd.h>

#include <climits>
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

// With O_PATH, of what DIRECTORY holds.
inline int open_within(int directory, const char* name, int flags) {
    return static_cast<int>(syscall(SYS_openat, directory, name, flags | O_PATH | O_CLOEXEC));
}

// As fstat(), which makes the same call; fstatat() is looked up anyway.
inline int stat_descriptor(int fd, struct stat& status) {
    return fstatat(fd, "", &status, AT_EMPTY_PATH);
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

inline uid_t user_id() {
#ifdef SYS_getuid32
    return static_cast<uid_t>(syscall(SYS_getuid32));
#else
    return static_cast<uid_t>(syscall(SYS_getuid));
#endif
}

// F_GETFL, or negative with errno.
inline int descriptor_flags(int fd) {
    return static_cast<int>(syscall(SYS_fcntl, fd, F_GETFL, 0));
}

// The lowest free number from LEAST up, closed on exec, or negative with errno.
inline int duplicate_descriptor(int fd, int least) {
    return static_cast<int>(syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, least));
}

// As in linux/magic.h; 0: an error.
inline unsigned long filesystem_of(int fd) {
    struct statfs status = {};
#ifdef SYS_fstatfs64
    const long result = syscall(SYS_fstatfs64, fd, sizeof(status), &status);
#else
    const long result = syscall(SYS_fstatfs, fd, &status);
#endif
    return result == 0 ? static_cast<unsigned long>(status.f_type) : 0;
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
    constexpr int kBits = CHAR_BIT * sizeof(unsigned long);
    unsigned long asked[FD_SETSIZE / kBits] = {};  // FD_SET() would look up a function
    asked[fd / kBits] = 1UL << static_cast<unsigned>(fd % kBits);
    const long at_once[4] = {};  // a timespec of either size
    return syscall(SYS_pselect6, fd + 1, asked, nullptr, nullptr, at_once, nullptr) >= 0;
}

inline bool poll_at_once(pollfd* asked, std::size_t count) {
    const long at_once[4] = {};
    return syscall(SYS_ppoll, asked, count, at_once, nullptr, 0) >= 0;
}

inline void wait_until_readable(int fd) {
    pollfd ready = {fd, POLLIN, 0};
    syscall(SYS_ppoll, &ready, 1, nullptr, nullptr, 0);
}

// False after PATIENCE milliseconds (negative: never) without room.
inline bool wait_until_writable(int fd, int patience) {
    pollfd ready = {fd, POLLOUT, 0};
    long most[2] = {patience / 1000, patience % 1000 * 1000000L};
    return syscall(SYS_ppoll, &ready, 1, patience < 0 ? nullptr : most, nullptr, 0) != 0;
}

}  // namespace landlock_preload
