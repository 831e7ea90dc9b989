/* SPDX-License-Identifier: MIT
 * A library that does nothing, to be preloaded many times under different names. */
int harmless(void);
int harmless(void) {
    return 0;
}
