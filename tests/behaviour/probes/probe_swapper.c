// SPDX-License-Identifier: MIT
//
// probe_swapper NAME OTHER...: exchanges NAME with each OTHER in turn, without end and without a
// moment in which NAME is missing, until it is killed.
#include <fcntl.h>
#include <linux/fs.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char** argv) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
        for (int i = 2; i < argc; ++i) {
            /* By number: renameat2 is younger than many a libc. */
            if (syscall(SYS_renameat2, AT_FDCWD, argv[1], AT_FDCWD, argv[i], RENAME_EXCHANGE) != 0) {
                perror("renameat2");
                return EXIT_FAILURE;
            }
        }
    }
}
