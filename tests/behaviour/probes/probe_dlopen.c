/* SPDX-License-Identifier: MIT
 * Does what its arguments say, in order: how a program that loads the library late looks. */
#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "opens.h"

/* As strings in read-only memory: writing to them would crash. */
static const char kPolicy[] =
    "LANDLOCK_POLICY={\"ruleset\":[{\"handledAccessFs\":[\"read_file\"]}],"
    "\"pathBeneath\":[{\"allowedAccess\":[\"read_file\"],\"parent\":[\"/usr\"]}]}";
static const char kPreload[] = "LD_PRELOAD=/nowhere/first.so:/x/liblandlock_preload.so";
static const char kLayers[] = "LANDLOCK_LAYERS=3";

static sem_t asked, done;

static void* wait_and_open(void* path) {
    sem_wait(&asked);
    report_open("thread", path);
    sem_post(&done);
    return NULL;
}

static int wait_to_be_killed(void* unused) {
    (void)unused;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) pause();
    return 0;
}

/* A process that is no thread, and shares the memory all the same. */
static void start_sharer(void) {
    static _Alignas(16) char stack[16384];
    const pid_t sharer = clone(wait_to_be_killed, stack + sizeof(stack), CLONE_VM | SIGCHLD, NULL);
    if (sharer < 0) _exit(97);
    printf("sharer %d\n", (int)sharer), fflush(stdout);
}

/* no_new_privs of every thread, in a line. */
static void show_privileges(void) {
    char text[4096];
    const struct dirent* entry;
    DIR* tasks = opendir("/proc/self/task");
    fputs("no_new_privs:", stdout);
    while (tasks != NULL && (entry = readdir(tasks)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        snprintf(text, sizeof(text), "/proc/self/task/%.20s/status", entry->d_name);
        FILE* file = fopen(text, "r");
        while (file != NULL && fgets(text, sizeof(text), file) != NULL) {
            if (strncmp(text, "NoNewPrivs:", 11) == 0) printf(" %d", atoi(text + 11));
        }
        if (file != NULL) fclose(file);
    }
    if (tasks != NULL) closedir(tasks);
    putchar('\n'), fflush(stdout);
}

int main(int argc, char** argv) {
    void* library = NULL;
    pthread_t thread;
    for (int i = 1; i < argc; ++i) {
        const char* step = argv[i];
        if (strcmp(step, "load") == 0) {
            library = dlopen(argv[++i], RTLD_NOW);
            if (library == NULL) return puts(dlerror()), 1;
        } else if (strcmp(step, "unload") == 0) {
            dlclose(library);
        } else if (strcmp(step, "literals") == 0) {
            putenv((char*)kPolicy), putenv((char*)kPreload), putenv((char*)kLayers);
        } else if (strcmp(step, "thread") == 0) {
            sem_init(&asked, 0, 0), sem_init(&done, 0, 0);
            pthread_create(&thread, NULL, wait_and_open, argv[++i]);
        } else if (strcmp(step, "ask") == 0) {
            sem_post(&asked), sem_wait(&done);
        } else if (strcmp(step, "share") == 0) {
            start_sharer();
        } else if (strcmp(step, "open") == 0) {
            report_open("main", argv[++i]);
        } else if (strcmp(step, "privileges") == 0) {
            show_privileges();
        } else if (strcmp(step, "show") == 0) {
            const char* value = getenv(argv[++i]);
            printf("%s: %s\n", argv[i], value != NULL ? value : "unset"), fflush(stdout);
        }
    }
    return 0;
}
