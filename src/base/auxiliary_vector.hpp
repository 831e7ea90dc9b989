// SPDX-License-Identifier: MIT
#pragma once

#include <link.h>

namespace landlock_preload {

// The vector behind ARGV, the ARGC arguments of a start, and their environment; nullptr if what
// lies there is none.
const ElfW(auxv_t) * auxiliary_vector_behind(int argc, char** argv);

// Looks for the vector that the kernel gave to this process: there, where the loader has passed the
// arguments (otherwise nullptr), and elsewhere where that is none. False if it is nowhere.
bool find_auxiliary_vector(int argc, char** argv);

// As getauxval(3), which a program may define itself: the value of a type (AT_...), or 0.
unsigned long auxiliary_value(unsigned long type);

}  // namespace landlock_preload
