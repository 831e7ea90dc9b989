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
#include <sys/syscall.h>
#include <sys/types.h>
#include <termios.h>
#include <unistd.h>

#include <cstddef>

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

inline bool is_terminal(int fd) {
    termios settings = {};  // the kernel's is smaller
    return syscall(SYS_ioctl, fd, TCGETS, &settings) == 0;
}

inline bool make_read_only(void* pages, std::size_t size) {
    return syscall(SYS_mprotect, pages, size, PROT_READ) == 0;
}

inline void wait_until_readable(int fd) {
    pollfd ready = {fd, POLLIN, 0};
    syscall(SYS_ppoll, &ready, 1, nullptr, nullptr, 0);
}

}  // namespace landlock_preload
