/* SPDX-License-Identifier: MIT
 * A program linked to the library early_open: the library's constructor runs before main. */
#include "opens.h"

int early_open_anchor(void);

int main(int argc, char** argv) {
    report_open("main", argv[argc - 1]);
    return early_open_anchor();
}
