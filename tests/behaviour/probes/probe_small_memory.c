/* SPDX-License-Identifier: MIT
 * probe_small_memory KIB NAME=VALUE... PROGRAM ARGUMENT...: runs a program with exactly these variables
 * and KIB of address space. Shells and env(1) need memory themselves once the limit is set. */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

int main(int argc, char** argv) {
    static char* variables[16];
    if (argc < 3) return 99;
    const rlim_t size = (rlim_t)atoi(argv[1]) * 1024;
    const struct rlimit limit = {size, size};
    size_t count = 0;
    for (argv += 2; *argv != NULL && strchr(*argv, '=') != NULL && count < 15; ++argv) {
        variables[count++] = *argv;
    }
    if (*argv == NULL || setrlimit(RLIMIT_AS, &limit) != 0) return 99;
    execve(*argv, argv, variables);
    return 99;
}
