/* SPDX-License-Identifier: MIT
 * Runs a program whose standard error is a pipe that nobody reads, with SIGPIPE as usual. */
#include <signal.h>
#include <unistd.h>

int main(int argc, char** argv) {
    int ends[2];
    if (argc < 2 || pipe(ends) != 0) return 99;
    close(ends[0]);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    signal(SIGPIPE, SIG_DFL);
    execvp(argv[1], argv + 1);
    return 99;
}
