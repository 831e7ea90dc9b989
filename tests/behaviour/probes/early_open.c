/* SPDX-License-Identifier: MIT
 * A library that opens the file named by PROBE_FILE as soon as it is initialised. */
#include <stdlib.h>

#include "opens.h"

int early_open_anchor(void); /* for an executable that links this library */
int early_open_anchor(void) {
    return 0;
}

__attribute__((constructor)) static void construct(void) {
    report_open("constructor", getenv("PROBE_FILE"));
}
