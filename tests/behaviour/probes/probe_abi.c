/* SPDX-License-Identifier: MIT
 * Prints the kernel's Landlock ABI, or 0; with an argument, why there is none, or nothing. Asks the
 * kernel itself, not the code under test. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sys/syscall.h>

int main(int argc, char** argv) {
    (void)argv;
    const long abi = syscall(444, NULL, 0, 1U);
    if (argc < 2) {
        printf("%ld\n", abi > 0 ? abi : 0);
    } else if (abi <= 0 && errno == EOPNOTSUPP) {
        puts("Landlock is not among the security modules that this kernel was booted with");
    } else if (abi <= 0) {
        printf("the landlock system calls are answered %s here\n", errno == ENOSYS ? "ENOSYS"
                                                                   : errno == EPERM
                                                                       ? "EPERM"
                                                                       : strerror(errno));
    }
    return 0;
}
