// SPDX-License-Identifier: MIT
//
// The floor: what a sandboxed start costs if all that must be done is written out in C, with no
// policy to read and no question asked. A rule is open, fstat, add_rule, close; a start is one
// create_ruleset, one no_new_privs and one restrict_self.
//
// With POLICY and LIBRARY, paths, it does every system call that the library does for a policy that is
// fine, in its order: what is asked of a library that can say who may change the policy, what the sandbox
// does not cover and which program it is. The rest of what the library costs is its own.
//
// floor.h is made by `measure` from the same rules as the policy: HANDLED, FILE_ACCESS, and GROUPS, a
// list of GROUP(mask, "path\0" "path\0" ...).
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "floor.h"

struct ruleset_attr {
    uint64_t handled_access_fs;
};

struct __attribute__((packed)) path_beneath_attr {
    uint64_t allowed_access;
    int32_t parent_fd;
};

#ifdef POLICY
// As a directory, so that it is mounted; and without links, so that their ways are known.
static int open_path(const char *path) {
    struct {
        uint64_t flags, mode, resolve;
    } how = {O_PATH | O_CLOEXEC | O_DIRECTORY, 0, 4};
    int fd = (int)syscall(437, AT_FDCWD, path, &how, sizeof(how));
    if (fd < 0 && errno == ENOTDIR) {
        how.flags &= ~(uint64_t)O_DIRECTORY;
        fd = (int)syscall(437, AT_FDCWD, path, &how, sizeof(how));
    }
    return fd >= 0 ? fd : open(path, O_PATH | O_CLOEXEC | O_DIRECTORY);
}

// The mount of each filesystem, once.
static void find_mount(int fd, const struct stat *status) {
    static dev_t known[4];
    static int count;
    struct statx found;
    for (int i = 0; i < 4; ++i) {
        if (known[i] == status->st_dev) return;
    }
    known[count++ % 4] = status->st_dev;
    statx(fd, "", AT_EMPTY_PATH, 0x4000, &found);
}
#else
static int open_path(const char *path) { return open(path, O_PATH | O_CLOEXEC); }
static void find_mount(int fd, const struct stat *status) { (void)fd, (void)status; }
#endif

static inline void add(int ruleset, uint64_t mask, const char *paths, const char *end) {
    for (const char *path = paths; path < end; ++path) {
        struct stat status;
        const int fd = open_path(path);
        if (fd < 0 || fstat(fd, &status) != 0) _exit(124);
        find_mount(fd, &status);
        const struct path_beneath_attr rule = {S_ISDIR(status.st_mode) ? mask : mask & FILE_ACCESS, fd};
        if (syscall(SYS_landlock_add_rule, ruleset, 1, &rule, 0) != 0) _exit(124);
        close(fd);
        while (*path != '\0') ++path;
    }
}

#ifdef POLICY
static char record[4096] __attribute__((aligned(4096)));

static void read_clock(void) {
    struct timespec now;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
}

static void read_policy(void) {
    struct stat status;
    const int fd = open(POLICY, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 || fstat(fd, &status) != 0 || read(fd, record, sizeof(record)) <= 0) _exit(124);
    close(fd);
}

// Who may change a file: each folder on the way to it, but the root.
static void walk(const char *path) {
    char part[PATH_MAX] = "/";
    struct stat status;
    for (size_t i = 1;; ++i) {
        if (path[i] == '/' || path[i] == '\0') fstatat(AT_FDCWD, part, &status, AT_SYMLINK_NOFOLLOW);
        if (path[i] == '\0') return;
        part[i] = path[i];
        part[i + 1] = '\0';
    }
}

static void read_file(const char *path) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && read(fd, record, 512) > 0) close(fd);
}

// The ways of links that the policy names: /lib and /lib64, into /usr.
static void follow_links(void) {
    static const char *const ways[] = {"/lib", "/usr", "/usr/lib", "/lib64", "/usr/lib64"};
    struct stat status;
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); ++i) {
        if (fstatat(AT_FDCWD, ways[i], &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode)) {
            syscall(SYS_readlinkat, AT_FDCWD, ways[i], record, 128);
        }
    }
}

static void look_around(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    struct timespec at_once = {0, 0};
    struct stat status;
    struct statx type;
    fd_set beyond;
    fstatat(AT_FDCWD, "/", &status, AT_SYMLINK_NOFOLLOW);
    walk(POLICY);
    fstatat(AT_FDCWD, LIBRARY, &status, AT_SYMLINK_NOFOLLOW); // it lies beside the policy
    follow_links();
    FD_ZERO(&beyond);
    FD_SET(64, &beyond);
    syscall(SYS_pselect6, 65, &beyond, 0, 0, &at_once, 0);
    for (int fd = 0; fd < 64; ++fd) {
        if (syscall(SYS_fcntl, fd, F_GETFD, 0) == 0) statx(fd, "", AT_EMPTY_PATH | 0x4000, 1, &type);
    }
    syscall(SYS_capget, &header, data);
    read_file("/proc/sys/dev/tty/legacy_tiocsti");
    if (record[0] == '1') read_file("/proc/self/stat");
    syscall(SYS_unshare, CLONE_VM);
}

static void look_at_process(void) {
    struct stat status;
    fstatat(AT_FDCWD, "/", &status, 0);
    syscall(SYS_getpid);
    syscall(SYS_landlock_create_ruleset, 0, 0, 2);
}
#endif

__attribute__((constructor)) static void construct(void) {
#ifdef POLICY
    read_clock();
    read_policy();
    syscall(SYS_landlock_create_ruleset, 0, 0, 1);
#endif
    const struct ruleset_attr attr = {HANDLED};
    const int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
    if (ruleset < 0) _exit(124);
#define GROUP(mask, paths)                                         \
    {                                                              \
        static const char text[] = paths;                          \
        add(ruleset, mask, text, text + sizeof(text) - 1);         \
    }
    GROUPS
#ifdef POLICY
    look_around();
#endif
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(124);
    if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) _exit(124);
#ifdef POLICY
    look_at_process();
    read_clock();
    if (mprotect(record, sizeof(record), PROT_READ) != 0) _exit(124);
#endif
    close(ruleset);
}
