/* SPDX-License-Identifier: MIT
 * limit KIB PAD NAME=VALUE... PROGRAM ARGUMENT...: runs a program with these variables and a stack of
 * KIB, of which a variable of PAD bytes is taken already. The kernel's random share of it is off.
 * thread KIB LIBRARY FILE: loads a library in a thread with a stack of KIB, then opens a file there.
 * open FILE */
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/resource.h>

#include "opens.h"

static int run_limited(char** argv) {
    const rlim_t size = (rlim_t)atoi(argv[2]) * 1024;
    const struct rlimit limit = {size, size};
    char* pad = calloc(1, (size_t)atoi(argv[3]) + 1);
    if (pad == NULL) return 99;
    memset(pad, 'x', (size_t)atoi(argv[3]));
    if (setenv("PAD", pad, 1) != 0 || personality(ADDR_NO_RANDOMIZE) < 0 ||
        setrlimit(RLIMIT_STACK, &limit) != 0) {
        return 99;
    }
    for (argv += 4; strchr(*argv, '=') != NULL; ++argv) putenv(*argv);
    execv(*argv, argv);
    return 99;
}

static void* load_and_open(void* arguments) {
    char** argv = arguments;
    if (dlopen(argv[3], RTLD_NOW) == NULL) _exit(98);
    report_open("thread", argv[4]);
    return NULL;
}

int main(int argc, char** argv) {
    if (argc == 3 && strcmp(argv[1], "open") == 0) return report_open("main", argv[2]), 0;
    if (argc < 5) return 99;
    if (strcmp(argv[1], "limit") == 0) return run_limited(argv);
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    if (pthread_attr_setstacksize(&attributes, (size_t)atoi(argv[2]) * 1024) != 0) return 99;
    if (pthread_create(&thread, &attributes, load_and_open, argv) != 0) return 99;
    pthread_join(thread, NULL);
    return 0;
}
