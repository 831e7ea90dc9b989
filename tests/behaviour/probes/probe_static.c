/* SPDX-License-Identifier: MIT
 * Opens its last argument. Linked statically: no loader runs, so nothing is preloaded. */
#include "opens.h"

int main(int argc, char** argv) {
    report_open("main", argv[argc - 1]);
    return 0;
}
