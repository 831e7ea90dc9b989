// SPDX-License-Identifier: MIT
//
// What a sandbox costs while a program runs: open and close of a file four folders deep, under LAYERS
// rulesets of RULES rules each. This is the kernel's work alone; it shows what the number of rules
// and of layers comes to. Each case runs in a child of its own, since nothing takes a layer off, and
// the cases take turns.
//
//     opens ROUNDS FILE RULES_DIRECTORY [RULES:LAYERS]...
//
// RULES_DIRECTORY holds folders to make rules on, none of them above FILE. Prints a line a case:
// "RULES:LAYERS NS..." with one figure a round, in ns for one open and close.
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { kRepeats = 2000, kMaxRules = 4096 };

static const uint64_t kReadFile = 4, kReadAndWrite = 6;
static char *folders[kMaxRules];
static int folder_count;

struct __attribute__((packed)) path_beneath_attr {
    uint64_t allowed_access;
    int32_t parent_fd;
};

static void give_up(const char *why) {
    perror(why);
    _exit(2);
}

static void add_rule(int ruleset, const char *path) {
    const struct path_beneath_attr rule = {kReadFile, open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent_fd < 0 || syscall(SYS_landlock_add_rule, ruleset, 1, &rule, 0) != 0) give_up(path);
    close(rule.parent_fd);
}

static void add_layer(int rules, const char *granted) {
    const int ruleset = (int)syscall(SYS_landlock_create_ruleset, &kReadAndWrite, sizeof(kReadAndWrite), 0);
    if (ruleset < 0) give_up("create_ruleset");
    add_rule(ruleset, granted);
    for (int i = 0; i < rules - 1; ++i) add_rule(ruleset, folders[i]);
    if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) give_up("restrict_self");
    close(ruleset);
}

static double measure(const char *file) {
    struct timespec before, after;
    for (int i = -kRepeats / 10; i < kRepeats; ++i) {
        if (i == 0) clock_gettime(CLOCK_MONOTONIC, &before);
        const int fd = open(file, O_RDONLY | O_CLOEXEC);
        if (fd < 0) give_up(file);
        close(fd);
    }
    clock_gettime(CLOCK_MONOTONIC, &after);
    return (double)((after.tv_sec - before.tv_sec) * 1000000000L + after.tv_nsec - before.tv_nsec) / kRepeats;
}

static double run_case(const char *file, int rules, int layers) {
    int ends[2];
    double result;
    if (pipe(ends) != 0) give_up("pipe");
    const pid_t child = fork();
    if (child == 0) {
        char granted[4096];
        snprintf(granted, sizeof(granted), "%s", file);
        *strrchr(granted, '/') = '\0';
        if (rules > 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) give_up("no_new_privs");
        for (int i = 0; rules > 0 && i < layers; ++i) add_layer(rules, granted);
        result = measure(file);
        _exit(write(ends[1], &result, sizeof(result)) == sizeof(result) ? 0 : 2);
    }
    close(ends[1]);
    if (read(ends[0], &result, sizeof(result)) != sizeof(result)) give_up("a case failed");
    close(ends[0]);
    waitpid(child, NULL, 0);
    return result;
}

static void list_folders(const char *path) {
    DIR *directory = opendir(path);
    if (directory == NULL) give_up(path);
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL && folder_count < kMaxRules;) {
        if (entry->d_name[0] == '.') continue;
        if (asprintf(&folders[folder_count++], "%s/%s", path, entry->d_name) < 0) give_up("memory");
    }
    closedir(directory);
}

int main(int argc, char **argv) {
    if (argc < 5) {
        fputs("usage: opens ROUNDS FILE RULES_DIRECTORY RULES:LAYERS...\n", stderr);
        return 2;
    }
    const int rounds = atoi(argv[1]);
    list_folders(argv[3]);
    cpu_set_t last;
    CPU_ZERO(&last);
    CPU_SET(sysconf(_SC_NPROCESSORS_ONLN) - 1, &last);
    sched_setaffinity(0, sizeof(last), &last);
    const struct sched_param low = {.sched_priority = 1};
    sched_setscheduler(0, SCHED_FIFO, &low);

    double *results = calloc((size_t)rounds * (size_t)argc, sizeof(double));
    for (int round = 0; round < rounds; ++round) {
        for (int i = 4; i < argc; ++i) {
            int rules = 0, layers = 0;
            if (sscanf(argv[i], "%d:%d", &rules, &layers) != 2 || rules > folder_count) {
                fprintf(stderr, "opens: bad case %s\n", argv[i]);
                return 2;
            }
            results[round * argc + i] = run_case(argv[2], rules, layers);
        }
    }
    for (int i = 4; i < argc; ++i) {
        printf("%s", argv[i]);
        for (int round = 0; round < rounds; ++round) printf(" %.1f", results[round * argc + i]);
        putchar('\n');
    }
    return 0;
}
