// SPDX-License-Identifier: MIT
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>

int main(int argc, char** argv) {
    // Some tests become an ordinary user, who has to reach the files that root has made.
    umask(022);
    unsetenv("TMPDIR");
    return doctest::Context(argc, argv).run();
}
