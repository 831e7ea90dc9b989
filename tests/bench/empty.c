// SPDX-License-Identifier: MIT
//
// The least a preload can be.
__attribute__((constructor)) static void construct(void) {}
