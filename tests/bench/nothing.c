// SPDX-License-Identifier: MIT
//
// The program that is started: nothing but the start.
int main(void) { return 0; }
