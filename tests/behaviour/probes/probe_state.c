/* SPDX-License-Identifier: MIT
 * Prints what a library may have changed on its way to main, apart from the environment. */
#include <dirent.h>
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static int count_entries(const char *path) {
    DIR *folder = opendir(path);
    int count = 0;
    while (folder != NULL && readdir(folder) != NULL) ++count;
    if (folder != NULL) closedir(folder);
    return count;
}

static void print_actions(void) {
    for (int number = 1; number < NSIG; ++number) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) != 0 || action.sa_handler == SIG_DFL) continue;
        printf("signal %d: %s\n", number, action.sa_handler == SIG_IGN ? "ignored" : "caught");
    }
}

/* The lines about signals: pending, blocked, ignored, caught. */
static void print_signals(void) {
    char line[512];
    FILE *file = fopen("/proc/self/status", "r");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        if (strncmp(line, "SigQ", 4) == 0) continue; /* of all the user's processes */
        if (strncmp(line, "Sig", 3) == 0 || strncmp(line, "Shd", 3) == 0) fputs(line, stdout);
    }
    if (file != NULL) fclose(file);
}

int main(void) {
    const int code = errno;
    char folder[4096];
    struct itimerval timer;
    struct rlimit limit;
    const mode_t mask = umask(0);
    getitimer(ITIMER_REAL, &timer);
    printf("errno: %d\numask: %o\n", code, (unsigned)mask);
    printf("folder: %s\n", getcwd(folder, sizeof(folder)) != NULL ? folder : "gone");
    printf("locale: %s\n", setlocale(LC_ALL, NULL));
    printf("descriptors: %d, threads: %d\n", count_entries("/proc/self/fd"),
           count_entries("/proc/self/task"));
    printf("children: %d\n", (int)waitpid(-1, NULL, WNOHANG));
    printf("timer: %ld, priority: %d\n", (long)timer.it_value.tv_sec + (long)timer.it_value.tv_usec,
           getpriority(PRIO_PROCESS, 0));
    printf("dumpable: %d\n", prctl(PR_GET_DUMPABLE));
    for (int i = 0; i < RLIM_NLIMITS; ++i) {
        if (getrlimit(i, &limit) != 0) continue;
        printf("limit %d: %lu %lu\n", i, (unsigned long)limit.rlim_cur,
               (unsigned long)limit.rlim_max);
    }
    printf("user: %d %d, group: %d %d\n", (int)getuid(), (int)geteuid(), (int)getgid(),
           (int)getegid());
    print_actions();
    print_signals();
    return 0;
}
