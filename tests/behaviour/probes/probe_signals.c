/* SPDX-License-Identifier: MIT
 * timer default|ignore PROGRAM ARGUMENT...: runs a program whose timers, which exec keeps, go off
 * all the time. flood PROGRAM ARGUMENT...: runs it while stopping, continuing and disturbing it, to
 * its end. handle LIBRARY FILE: loads a library while a handler interrupts every system call, then
 * opens a file. */
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "opens.h"

static volatile sig_atomic_t caught;

static void count(int signal) {
    (void)signal;
    caught = caught + 1;
}

static void start_timers(int delay) {
    const struct itimerval often = {{0, 50}, {0, delay}};
    setitimer(ITIMER_REAL, &often, NULL);
    setitimer(ITIMER_PROF, &often, NULL);
    setitimer(ITIMER_VIRTUAL, &often, NULL);
}

static int flood(char** argv) {
    const int disturbing[] = {SIGSTOP, SIGCONT, SIGCHLD, SIGWINCH, SIGURG};
    const pid_t child = fork();
    if (child == 0) {
        execv(argv[0], argv);
        _exit(99);
    }
    int status = 0;
    for (unsigned i = 0; waitpid(child, &status, WNOHANG) == 0; ++i) kill(child, disturbing[i % 5]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char** argv) {
    if (argc < 3) return 99;
    if (strcmp(argv[1], "flood") == 0) return flood(argv + 2);
    if (strcmp(argv[1], "timer") == 0 && argc > 4) {
        const int ignored = strcmp(argv[2], "ignore") == 0;
        signal(SIGALRM, ignored ? SIG_IGN : SIG_DFL);
        signal(SIGPROF, ignored ? SIG_IGN : SIG_DFL);
        signal(SIGVTALRM, ignored ? SIG_IGN : SIG_DFL);
        start_timers(atoi(argv[3]));
        for (argv += 4; strchr(*argv, '=') != NULL; ++argv) putenv(*argv);
        execv(*argv, argv);
        return 99;
    }
    struct sigaction action = {.sa_handler = count}; /* no SA_RESTART */
    sigaction(SIGALRM, &action, NULL);
    sigaction(SIGPROF, &action, NULL);
    sigaction(SIGVTALRM, &action, NULL);
    start_timers(50);
    if (dlopen(argv[2], RTLD_NOW) == NULL) return 98;
    const struct itimerval never = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &never, NULL);
    if (caught == 0) return 97;
    report_open("main", argv[3]);
    return 0;
}
