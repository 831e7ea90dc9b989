/* SPDX-License-Identifier: MIT
 * A program linked to the library early_thread: a second thread exists before main. */
#include "opens.h"

void open_in_early_thread(void);

int main(int argc, char** argv) {
    report_open("main", argv[argc - 1]);
    open_in_early_thread();
    return 0;
}
