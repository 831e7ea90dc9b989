/* SPDX-License-Identifier: MIT
 * probe_lease FILE MILLISECONDS COMMAND...: runs a command while it holds a write lease on a file,
 * and gives that back so long after it was asked to. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t is_asked;

static void on_request(int number) {
    (void)number;
    is_asked = 1;
}

int main(int argc, char** argv) {
    if (argc < 4) return 99;
    const int fd = open(argv[1], O_RDWR | O_CLOEXEC);
    signal(SIGIO, on_request);
    if (fd < 0 || fcntl(fd, F_SETLEASE, F_WRLCK) != 0) return perror(argv[1]), 99;
    const pid_t child = fork();
    if (child == 0) {
        execvp(argv[3], argv + 3);
        _exit(98);
    }
    int status = 0;
    for (long left = atol(argv[2]); waitpid(child, &status, WNOHANG) == 0;) {
        nanosleep(&(struct timespec){0, 10000000}, NULL);
        if (is_asked) left -= 10;
        if (is_asked && left <= 0 && left > -10) fcntl(fd, F_SETLEASE, F_UNLCK);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 97;
}
