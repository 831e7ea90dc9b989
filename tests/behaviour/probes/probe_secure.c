/* SPDX-License-Identifier: MIT
 * Meant to be setuid root or to have file capabilities: prints whether the kernel calls this start
 * secure, opens a file, prints what is left of our variables, and then becomes `env`. */
#include <stdlib.h>
#include <sys/auxv.h>

#include "opens.h"

static void show(const char* name) {
    const char* value = getenv(name);
    printf("%s: %s\n", name, value != NULL ? value : "unset");
}

int main(int argc, char** argv) {
    printf("secure: %lu\n", getauxval(AT_SECURE));
    fflush(stdout);
    report_open("main", argv[argc - 1]);
    show("LANDLOCK_POLICY");
    show("LANDLOCK_REPORT");
    fflush(stdout);
    /* A child that is root in every respect is not secure any more, and reads its environment. */
    if (geteuid() == 0 && setuid(0) != 0) return 1;
    execl("/usr/bin/env", "env", (char*)NULL);
    return 1;
}
