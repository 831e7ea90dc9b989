// SPDX-License-Identifier: MIT
//
// Where a path leads, for people who did not know that there is a link in it.
#pragma once

#include <string>

#include "landlock/access.hpp"

namespace landlock_preload {

// Whether a right is judged on what the last component leads to, rather than on its name.
bool follows_last(AccessMask access);

// The absolute path that PATH leads to where a link makes that another one; else nothing.
std::string find_other_path(const std::string& path, bool follows);

// Whether the path leads through or to what the kernel shows of another process to those only who
// may trace it (ptrace(2)): links such as /proc/PID/root, and files such as /proc/PID/mem.
bool leads_through_other_process(const std::string& path);

}  // namespace landlock_preload
