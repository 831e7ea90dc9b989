// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace landlock_preload {

// Writes all of TEXT, without harm to the host whatever FD is. Returns 0, or the errno of what went
// wrong: ETIMEDOUT where FD did not take it within PATIENCE milliseconds, be it set to block or
// not.
int write_all(int fd, std::string_view text, int patience);

}  // namespace landlock_preload
