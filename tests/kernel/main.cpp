// SPDX-License-Identifier: MIT
//
// The suite runs copies of itself as the programs that sandboxes allow or deny to execute; two
// arguments make it such a program, which leaves before anything of a sanitizer looks around.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "../unit/needs_landlock.hpp"
#include "program.hpp"

int main(int argc, char** argv) {
    if (argc == 2 && std::strcmp(argv[1], kernel_tests::kExitAtOnce) == 0) {
        _exit(kernel_tests::kExitStatus);
    }
    if (argc == 3 && std::strcmp(argv[1], kernel_tests::kOpenFile) == 0) {
        _exit(open(argv[2], O_RDONLY | O_CLOEXEC) >= 0 ? kernel_tests::kExitStatus : errno);
    }
    const std::string why = landlock_preload::why_no_landlock();
    if (!why.empty()) {
        std::printf("# SKIP %s\n", why.c_str());
        return 77;  // skipped, to Meson
    }
    struct statvfs status = {};
    if (statvfs("/tmp", &status) == 0 && (status.f_flag & ST_NOEXEC) != 0) {
        std::puts("# SKIP nothing in /tmp may be executed here, as where it is mounted noexec");
        return 77;
    }
    if (kernel_tests::users().size() < 2) {
        std::puts("# needs root, to try each operation as two users: one does it");
    }
    return doctest::Context(argc, argv).run();
}
