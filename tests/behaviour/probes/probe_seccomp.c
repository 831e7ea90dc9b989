/* SPDX-License-Identifier: MIT
 * probe_seccomp ACTION[:CALL] PROGRAM ARGUMENT...: runs a program with a filter, as a container
 * would, which answers the three Landlock system calls, or the one of that number, with an errno of
 * ACTION's number, or kills for `kill`.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char** argv) {
    if (argc < 3) return 99;
    const char* colon = strchr(argv[1], ':');
    const unsigned first = colon != NULL ? (unsigned)atoi(colon + 1) : 444;
    const unsigned last = colon != NULL ? first : 446;
    const unsigned action = strncmp(argv[1], "kill", 4) == 0
                                ? SECCOMP_RET_KILL_PROCESS
                                : SECCOMP_RET_ERRNO | (unsigned)atoi(argv[1]);
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first, 0, 2),
        BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, last, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, action),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof(code) / sizeof(code[0]), code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 99;
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) return 99;
    execvp(argv[2], argv + 2);
    return 99;
}
