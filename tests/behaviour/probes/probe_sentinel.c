/* SPDX-License-Identifier: MIT
 * probe_sentinel [FILE]...: says whether it could read open/file and make open/ran, which is how a
 * script learns that it ran; the same of closed/, which no policy grants; and of each FILE. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static const char* attempt(const char* path, int flags, const char* done) {
    const int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd < 0) return "-";
    close(fd);
    return done;
}

int main(int argc, char** argv) {
    printf("open: %s %s", attempt("open/file", O_RDONLY, "read"),
           attempt("open/ran", O_WRONLY | O_CREAT, "made"));
    printf(", closed: %s %s", attempt("closed/file", O_RDONLY, "read"),
           attempt("closed/ran", O_WRONLY | O_CREAT, "made"));
    for (int i = 1; i < argc; ++i) printf(", %s: %s", argv[i], attempt(argv[i], O_RDONLY, "read"));
    puts("");
    return 0;
}
