/* SPDX-License-Identifier: MIT
 * Opens its first argument from .preinit_array, ahead of every ordinary constructor. */
#include "opens.h"

static void open_before_constructors(int argc, char** argv, char** envp) {
    (void)envp;
    report_open("preinit", argv[argc - 1]);
}

__attribute__((section(".preinit_array"),
               used)) static void (*const preinit)(int, char**, char**) = open_before_constructors;

int main(int argc, char** argv) {
    report_open("main", argv[argc - 1]);
    return 0;
}
