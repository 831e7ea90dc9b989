/* SPDX-License-Identifier: MIT
 * Prints the kernel's Landlock ABI, or 0. Asks the kernel itself, not the code under test. */
#include <stdio.h>
#include <unistd.h>

#include <sys/syscall.h>

int main(void) {
    const long abi = syscall(444, NULL, 0, 1U);
    printf("%ld\n", abi > 0 ? abi : 0);
    return 0;
}
