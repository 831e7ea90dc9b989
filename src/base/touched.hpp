// SPDX-License-Identifier: MIT
//
// A page that a start writes to first costs it as much as two rules. So the few small variables
// that every start touches lie together, in the page of .data that the loader has written to
// already; and not in .bss, where they would be spread among large buffers that few starts use.
#pragma once

#define LANDLOCK_PRELOAD_TOUCHED [[gnu::section(".data.touched")]]
