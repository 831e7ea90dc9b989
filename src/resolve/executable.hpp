// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace landlock_preload {

// The path of the program of this process; empty where it is not known. Where ld.so was started
// as a program, with the real one as its argument, it is that one's and not the loader's.
std::string executable_path();

// Whether ld.so was.
bool is_started_by_loader();

// What to call the program of this process where people read it; never empty.
std::string executable_name();

}  // namespace landlock_preload
