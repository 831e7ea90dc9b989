// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace landlock_preload {

// Whether everybody may open what has this name in the directory of a process in /proc.
bool is_public_of_process(std::string_view name);

// Whether FD is on something in /proc that is shown only to who may trace a process other than this
// one. No allocation; true where that cannot be seen.
[[gnu::cold]] bool is_of_other_process(int fd);

}  // namespace landlock_preload
