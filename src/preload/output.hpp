// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace landlock_preload {

// Writes all of TEXT, without harm to the host whatever FD is. Returns 0, or the errno of what went
// wrong. A descriptor that does not block is waited for, PATIENCE milliseconds at most each time.
int write_all(int fd, std::string_view text, int patience = 0);

}  // namespace landlock_preload
