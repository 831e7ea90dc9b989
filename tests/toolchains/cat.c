// SPDX-License-Identifier: MIT
//
// cat FILE..., with the messages of GNU's, for a libc that this machine has no such program for: test
// scripts confine it.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int copy(int from) {
    char block[65536];
    ssize_t length;
    while ((length = read(from, block, sizeof(block))) > 0) {
        if (write(STDOUT_FILENO, block, (size_t)length) != length) return -1;
    }
    return (int)length;
}

int main(int argc, char** argv) {
    int failed = 0;
    if (argc == 1) return copy(STDIN_FILENO) != 0;
    for (int i = 1; i < argc; ++i) {
        const int file = open(argv[i], O_RDONLY);
        if (file < 0 || copy(file) != 0) {
            fprintf(stderr, "%s: %s: %s\n", argv[0], argv[i], strerror(errno));
            failed = 1;
        }
        if (file >= 0) close(file);
    }
    return failed;
}
