// SPDX-License-Identifier: MIT
//
// Time from spawn to exit, as whoever starts a program sees it: vfork, execve, wait4. Pinned to one
// processor and, where allowed, at real-time priority. Variants take turns (A B C A B C), so that
// whatever else the machine does happens to all of them; each is started once untimed before its
// sample, or it would pay for what its neighbour in the list did to the caches.
//
// Standard input describes the variants, one word and its value a line:
//     variant NAME        begins one
//     every N             it takes part in every Nth round only (for slow ones)
//     root DIRECTORY      it starts in this root
//     env NAME=VALUE      its environment; nothing is inherited
//     arg ARGUMENT        its arguments, the program first
// Standard output has a line a variant: NAME, its page faults (median), and its samples in ns.
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { kMaxVariants = 128, kMaxWords = 8192 };

struct variant {
    char *name;
    int every;
    char *root;
    char *env[kMaxWords + 1];
    char *arg[kMaxWords + 1];
    int envs;
    int args;
    int samples;
    long *times;
    long *faults;
};

static struct variant variants[kMaxVariants];
static int variant_count;

static void give_up(const char *why) {
    fprintf(stderr, "spawn: %s\n", why);
    exit(2);
}

static void add_word(char **list, int *count, char *value) {
    if (*count == kMaxWords) give_up("too many words");
    list[(*count)++] = value;
}

static void read_variants(void) {
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    while ((length = getline(&line, &size, stdin)) > 0) {
        line[length - 1] = '\0';
        char *value = strchr(line, ' ');
        if (value == NULL) give_up("a line without a value");
        *value++ = '\0';
        value = strdup(value);
        if (strcmp(line, "variant") == 0) {
            if (variant_count == kMaxVariants) give_up("too many variants");
            variants[variant_count++] = (struct variant){.name = value, .every = 1};
            continue;
        }
        if (variant_count == 0) give_up("a word before the first variant");
        struct variant *v = &variants[variant_count - 1];
        if (strcmp(line, "every") == 0) v->every = atoi(value);
        else if (strcmp(line, "root") == 0) v->root = value;
        else if (strcmp(line, "env") == 0) add_word(v->env, &v->envs, value);
        else if (strcmp(line, "arg") == 0) add_word(v->arg, &v->args, value);
        else give_up("an unknown word");
    }
    free(line);
}

static long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void start_once(struct variant *v, int keep) {
    int status;
    struct rusage usage;
    const long before = now();
    const pid_t child = vfork();
    if (child == 0) {
        if (v->root != NULL && (chroot(v->root) != 0 || chdir("/") != 0)) _exit(126);
        execve(v->arg[0], v->arg, v->env);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child) give_up("cannot start a process");
    const long after = now();
    if (status != 0) {
        fprintf(stderr, "spawn: %s ended with status %#x\n", v->name, (unsigned)status);
        exit(2);
    }
    if (!keep) return;
    v->times[v->samples] = after - before;
    v->faults[v->samples++] = usage.ru_minflt;
}

static int compare(const void *a, const void *b) {
    const long x = *(const long *)a, y = *(const long *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    const int rounds = argc == 2 ? atoi(argv[1]) : 0;
    if (rounds < 1) give_up("usage: spawn ROUNDS < VARIANTS");
    read_variants();

    cpu_set_t last;
    CPU_ZERO(&last);
    CPU_SET(sysconf(_SC_NPROCESSORS_ONLN) - 1, &last);
    if (sched_setaffinity(0, sizeof(last), &last) != 0) perror("spawn: not pinned");
    const struct sched_param low = {.sched_priority = 1};
    if (sched_setscheduler(0, SCHED_FIFO, &low) != 0) perror("spawn: no real-time priority");

    for (int i = 0; i < variant_count; ++i) {
        variants[i].times = calloc((size_t)rounds, sizeof(long));
        variants[i].faults = calloc((size_t)rounds, sizeof(long));
    }
    for (int round = 0; round < rounds; ++round) {
        for (int i = 0; i < variant_count; ++i) {
            if (round % variants[i].every != 0) continue;
            start_once(&variants[i], 0);
            start_once(&variants[i], 1);
        }
    }
    for (int i = 0; i < variant_count; ++i) {
        struct variant *v = &variants[i];
        qsort(v->faults, (size_t)v->samples, sizeof(long), compare);
        printf("%s\t%ld\t", v->name, v->faults[v->samples / 2]);
        for (int s = 0; s < v->samples; ++s) printf("%ld ", v->times[s]);
        putchar('\n');
    }
    return 0;
}
