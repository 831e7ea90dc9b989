/* SPDX-License-Identifier: MIT
 * Functions of libc's names that count their calls and answer 3, whatever they are asked: what a
 * program may export, or a preload that is not ready. libc calls none of them for a program that
 * makes its own system calls, and no memory is among them, as the loader asks for that. */
#pragma once

#include <features.h>
#include <stddef.h>

// clang-format off
#define EACH_HOOK(X) \
    X(open) X(open64) X(openat) X(openat64) X(creat) X(creat64) X(close) X(read) X(pread) \
    X(pread64) X(readv) X(write) X(writev) X(pwritev2) X(send) X(sendto) X(lseek) X(lseek64) \
    X(stat) X(stat64) X(lstat) X(lstat64) X(fstat) X(fstat64) X(fstatat) X(fstatat64) X(statx) \
    X(__xstat) X(__xstat64) X(__lxstat) X(__lxstat64) X(__fxstat) X(__fxstat64) X(__fxstatat) \
    X(__fxstatat64) X(statfs) X(statfs64) X(fstatfs) X(fstatfs64) X(access) X(faccessat) \
    X(readlink) X(readlinkat) X(realpath) X(__realpath_chk) X(getcwd) X(mkdir) X(mkdirat) \
    X(opendir) X(fdopendir) X(readdir) X(readdir64) X(closedir) X(scandir) X(glob) X(glob64) \
    X(globfree) X(globfree64) X(getdents64) X(fcntl) X(fcntl64) X(ioctl) X(dup) X(dup2) X(dup3) \
    X(mmap) X(mmap64) X(munmap) X(mprotect) X(madvise) X(brk) X(sbrk) X(syscall) X(prctl) \
    X(unshare) X(clone) X(fork) X(vfork) X(waitpid) X(wait4) X(kill) X(poll) X(ppoll) \
    X(__poll_chk) X(select) X(pselect) X(getpid) X(gettid) X(getuid) X(geteuid) X(getgid) \
    X(capget) X(clock_gettime) X(gettimeofday) X(time) X(getenv) X(secure_getenv) \
    X(__secure_getenv) X(setenv) X(unsetenv) X(putenv) X(clearenv) X(sigaction) X(signal) \
    X(sigprocmask) X(pthread_sigmask) X(sigpending) X(sigtimedwait) X(raise) X(strerror) \
    X(strerror_r) X(setlocale) X(localeconv) X(strtod) X(strtol) X(strtoul) X(strtoll) \
    X(strtoull) X(snprintf) X(vsnprintf) X(__snprintf_chk) X(printf) X(fprintf) X(fopen) \
    X(fopen64) X(fclose) X(fwrite) X(fputs) X(puts) X(pthread_mutex_lock) \
    X(pthread_mutex_unlock) X(pthread_once) X(pthread_key_create) X(pthread_getspecific) \
    X(pthread_setspecific) X(dlsym) X(dladdr) X(qsort) X(strdup) X(malloc_usable_size) X(memcpy) \
    X(memmove) X(memset) X(memcmp) X(bcmp) X(memchr) X(strlen) X(strcmp) X(strncmp) X(strchr) \
    X(__memcpy_chk) X(__memmove_chk) X(__memset_chk) X(_exit) X(abort) X(__stack_chk_fail) \
    X(getauxval) X(dl_iterate_phdr) X(_dl_find_object) ERRNO_HOOK(X)
// clang-format on

/* musl's is in every static program, which may have no second one. */
#ifdef __GLIBC__
#define ERRNO_HOOK(X) X(__errno_location)
#else
#define ERRNO_HOOK(X)
#endif

#define COUNT_HOOK(NAME) CALLS_OF_##NAME,
enum { EACH_HOOK(COUNT_HOOK) HOOKS };
extern volatile unsigned long hook_calls[];
extern const char* const hook_names[];
