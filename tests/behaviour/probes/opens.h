/* SPDX-License-Identifier: MIT
 * How a probe reports an attempt to open a file: one line, WHO: read, denied, or error N. */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Usable before libc has set itself up, and without memory from the heap. */
static inline void report_open(const char* who, const char* path) {
    char line[128];
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const int code = errno;
    int length = 0;
    if (fd >= 0) {
        close(fd);
        length = snprintf(line, sizeof(line), "%s: read\n", who);
    } else if (code == EACCES) {
        length = snprintf(line, sizeof(line), "%s: denied\n", who);
    } else {
        length = snprintf(line, sizeof(line), "%s: error %d\n", who, code);
    }
    if (write(STDOUT_FILENO, line, (size_t)length) != length) _exit(99);
}
