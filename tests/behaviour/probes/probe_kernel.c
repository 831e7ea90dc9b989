/* SPDX-License-Identifier: MIT
 * Prints what the kernel's Landlock accepts, "NAME VALUE" a line, found out bit by bit with raw
 * system calls: no table of what an ABI is said to have, and nothing of the code under test.
 *
 *   release, abi, errata; fs, net and scoped: the rights and scopes that can be handled;
 *   attr: the size of the largest ruleset attribute; quiet: 1 where a rule can be quiet;
 *   flags: those of landlock_restrict_self
 *
 * Without Landlock, `abi none` and `error ENOSYS` or EOPNOTSUPP.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FS, NET, SCOPED, QUIET_FS, WORDS = 8 };

static int create(const uint64_t* attr) {
    return (int)syscall(444, attr, sizeof(uint64_t) * WORDS, 0U);
}

/* What can be handled of one word. *SIZE grows to the end of the last word that the kernel reads:
 * a bit in a word that it does not know is E2BIG, whatever the bit. */
static uint64_t accepted(int word, size_t* size) {
    uint64_t mask = 0;
    for (int bit = 0; bit < 64; ++bit) {
        uint64_t attr[WORDS] = {[FS] = 1};
        attr[word] |= UINT64_C(1) << bit;
        const int fd = create(attr);
        if (fd >= 0 || errno != E2BIG) *size = sizeof(uint64_t) * (size_t)(word + 1);
        if (fd < 0) continue;
        mask |= UINT64_C(1) << bit;
        close(fd);
    }
    return mask;
}

static int takes_quiet_rules(void) {
    const uint64_t attr[WORDS] = {[FS] = 4, [QUIET_FS] = 4};
    const int ruleset = create(attr);
    struct __attribute__((packed)) {
        uint64_t allowed_access;
        int32_t parent_fd;
    } rule = {0, open("/", O_PATH | O_CLOEXEC)};
    return ruleset >= 0 && syscall(445, ruleset, 1, &rule, 1U) == 0;
}

static int takes_flag(unsigned flag) {
    const pid_t child = fork();
    if (child == 0) {
        const uint64_t attr[WORDS] = {[FS] = 4};
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        _exit(syscall(446, create(attr), flag) != 0);
    }
    int status = 1;
    waitpid(child, &status, 0);
    return status == 0;
}

static void print_mask(const char* name, uint64_t mask) {
    printf("%s 0x%llx\n", name, (unsigned long long)mask);
}

int main(void) {
    struct utsname system;
    uname(&system);
    printf("release %s\n", system.release);
    const long abi = syscall(444, NULL, (size_t)0, 1U);
    if (abi < 0) {
        printf("abi none\nerror %s\n", errno == ENOSYS       ? "ENOSYS"
                                       : errno == EOPNOTSUPP ? "EOPNOTSUPP"
                                                             : strerror(errno));
        return 0;
    }
    printf("abi %ld\n", abi);
    const long errata = syscall(444, NULL, (size_t)0, 2U);
    print_mask("errata", errata < 0 ? 0 : (uint64_t)errata);
    size_t size = 0;
    const char* names[] = {"fs", "net", "scoped"};
    for (int word = FS; word < WORDS; ++word) {
        const uint64_t mask = accepted(word, &size);
        if (word <= SCOPED) print_mask(names[word], mask);
    }
    printf("attr %zu\nquiet %d\n", size, takes_quiet_rules());
    unsigned flags = 0;
    for (int bit = 0; bit < 32; ++bit) flags |= (unsigned)takes_flag(1U << bit) << bit;
    print_mask("flags", flags);
    return 0;
}
