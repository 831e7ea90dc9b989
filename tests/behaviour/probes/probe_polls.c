/* SPDX-License-Identifier: MIT
 * Says whether an event is pending on a descriptor. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char** argv) {
    struct pollfd asked = {argc > 1 ? atoi(argv[1]) : 0, POLLPRI, 0};
    if (poll(&asked, 1, 0) < 0) return 99;
    puts((asked.revents & POLLPRI) != 0 ? "pending" : "nothing");
    return 0;
}
