// SPDX-License-Identifier: MIT
//
// The floor: what a sandboxed start costs if all that must be done is written out in C, with no
// policy to read and no question asked. A rule is open, fstat, add_rule, close; a start is one
// create_ruleset, one no_new_privs and one restrict_self.
//
// floor.h is made by `measure` from the same rules as the policy: HANDLED, FILE_ACCESS, and GROUPS, a
// list of GROUP(mask, "path\0" "path\0" ...).
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "floor.h"

struct ruleset_attr {
    uint64_t handled_access_fs;
};

struct __attribute__((packed)) path_beneath_attr {
    uint64_t allowed_access;
    int32_t parent_fd;
};

static inline void add(int ruleset, uint64_t mask, const char *paths, const char *end) {
    for (const char *path = paths; path < end; ++path) {
        struct stat status;
        const int fd = open(path, O_PATH | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &status) != 0) _exit(124);
        const struct path_beneath_attr rule = {S_ISDIR(status.st_mode) ? mask : mask & FILE_ACCESS, fd};
        if (syscall(SYS_landlock_add_rule, ruleset, 1, &rule, 0) != 0) _exit(124);
        close(fd);
        while (*path != '\0') ++path;
    }
}

__attribute__((constructor)) static void construct(void) {
    const struct ruleset_attr attr = {HANDLED};
    const int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
    if (ruleset < 0) _exit(124);
#define GROUP(mask, paths)                                         \
    {                                                              \
        static const char text[] = paths;                          \
        add(ruleset, mask, text, text + sizeof(text) - 1);         \
    }
    GROUPS
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(124);
    if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) _exit(124);
    close(ruleset);
}
