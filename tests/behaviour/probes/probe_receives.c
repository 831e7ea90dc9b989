/* SPDX-License-Identifier: MIT
 * probe_receives await          blocks every signal that can be, those of libc's own threads, too,
 * says that it is ready, and prints for each signal its number and the value that came with it
 * probe_receives send PROCESS NUMBER [VALUE]   sends one, as kill(2) does; with VALUE, as
 * sigqueue(3) does By the kernel's own calls, as libc refuses the signals that it uses itself. */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int await(void) {
    const uint64_t all = ~(uint64_t)0;
    if (syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, sizeof(all)) != 0) return 99;
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("ready %d\n", getpid());
    for (;;) {
        siginfo_t info = {0};
        const long number = syscall(SYS_rt_sigtimedwait, &all, &info, NULL, sizeof(all));
        if (number <= 0) continue;
        printf("%ld %d\n", number, info.si_code == SI_QUEUE ? info.si_value.sival_int : -1);
    }
}

int main(int count, char** arguments) {
    if (count == 2 && strcmp(arguments[1], "await") == 0) return await();
    if (count > 2 && strcmp(arguments[1], "alone") == 0) {
        if (setpgid(0, 0) == 0) execvp(arguments[2], arguments + 2);
        return 99;
    }
    if (count < 4 || strcmp(arguments[1], "send") != 0) return 99;
    const int process = atoi(arguments[2]);
    const int number = atoi(arguments[3]);
    if (count == 4) return syscall(SYS_kill, process, number) != 0;
    siginfo_t info = {.si_signo = number, .si_code = SI_QUEUE};
    info.si_value.sival_int = atoi(arguments[4]);
    return syscall(SYS_rt_sigqueueinfo, process, number, &info) != 0;
}
