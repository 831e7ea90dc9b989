// SPDX-License-Identifier: MIT
//
// Privilege that a program gains by its file, which makes its loader ignore LD_PRELOAD.
#pragma once

#include <string>

namespace landlock_preload {

// What the file that FD is open on gives to whoever starts it from here, as the reason why a
// preload is ignored; empty: nothing.
std::string find_privilege(int fd);

// What it would give to others, and not to what is started from here; empty: nothing.
std::string find_lost_privilege(int fd);

}  // namespace landlock_preload
