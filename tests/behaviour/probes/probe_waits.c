/* SPDX-License-Identifier: MIT
 * Prints its open descriptors from 3 up and the report's variable, says that it runs, and waits until its
 * standard input ends. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void) {
    const char* report = getenv("LANDLOCK_REPORT");
    char byte;
    for (int fd = 3; fd < 256; ++fd) {
        if (fcntl(fd, F_GETFD) >= 0) printf("descriptor %d\n", fd);
    }
    printf("report: \"%s\"\nrunning\n", report != NULL ? report : "unset");
    fflush(stdout);
    while (read(0, &byte, 1) > 0) {
    }
    return 0;
}
