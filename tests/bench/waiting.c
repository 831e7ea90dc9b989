// SPDX-License-Identifier: MIT
//
// A program that has started, and waits to be looked at: until its standard input ends.
#include <unistd.h>

int main(void) {
    char c;
    return write(1, "", 1) == 1 && read(0, &c, 1) == 0 ? 0 : 1;
}
