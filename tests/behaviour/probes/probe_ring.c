/* SPDX-License-Identifier: MIT
 * probe_ring: an io_uring that was made before a sandbox.
 *
 *   probe_ring inherit FD PROGRAM ARGUMENT...   makes one as descriptor FD, registers its
 * credentials with it, and executes PROGRAM probe_ring use FD FILE                      opens FILE,
 * by itself and by that ring probe_ring late LIBRARY FILE                makes one, loads LIBRARY,
 * and does the same probe_ring event FD PROGRAM ARGUMENT...     as inherit, with an eventfd
 *
 * Prints "open: ERROR" and "ring: ERROR", where ERROR is Success or what the kernel answered.
 * Status 77: no io_uring here.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>

#include "ring.h"

static void must(int result, const char* what) {
    if (result >= 0) return;
    perror(what);
    exit(99);
}

/* The only personality of a ring has the number 1. */
static void try_file(int fd, const struct io_uring_params* params, const char* file) {
    struct ring ring;

    errno = 0;
    (void)!open(file, O_RDONLY | O_CLOEXEC);
    printf("open: %s\n", strerror(errno));
    must(ring_map(&ring, fd, params), "ring_map");
    errno = 0;
    (void)!ring_open(&ring, file, O_RDONLY | O_CLOEXEC, 1);
    printf("ring: %s\n", strerror(errno));
}

int main(int count, char** arguments) {
    struct io_uring_params params;
    const char* mode = count > 3 ? arguments[1] : "";
    const int ring = ring_setup(&params); /* of `use`: to know where things are in the other one */

    if (ring < 0 && strcmp(mode, "event") != 0) {
        perror("io_uring_setup");
        return 77;
    }
    if (strcmp(mode, "use") == 0) {
        close(ring);
        try_file(atoi(arguments[2]), &params, arguments[3]);
    } else if (strcmp(mode, "late") == 0) {
        must(ring_register_personality(ring), "personality");
        if (dlopen(arguments[2], RTLD_NOW) == NULL) {
            fprintf(stderr, "%s\n", dlerror());
            return 98;
        }
        try_file(ring, &params, arguments[3]);
    } else if (strcmp(mode, "inherit") == 0) {
        must(ring_register_personality(ring), "personality");
        must(dup2(ring, atoi(arguments[2])), "dup2");
        must(fcntl(atoi(arguments[2]), F_SETFD, 0), "fcntl");
        execvp(arguments[3], arguments + 3);
        return 127;
    } else if (strcmp(mode, "event") == 0) {
        must(dup2(eventfd(0, EFD_CLOEXEC), atoi(arguments[2])), "dup2");
        execvp(arguments[3], arguments + 3);
        return 127;
    } else {
        return 97;
    }
    return 0;
}
