// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "base/process_calls.hpp"

namespace landlock_preload {

// Whether a file is on a filesystem of the kernel's own, which never makes us wait as a server may:
// only the kernel's say whether their files are append-only.
inline bool is_on_own_filesystem(const Statx& status) {
    constexpr std::uint64_t kTellsAppendOnly = 0x20;
    return (status.attributes_mask & kTellsAppendOnly) != 0;
}

// Writes all of TEXT, without harm to the host whatever FD is. Returns 0, or the errno of what went
// wrong: ETIMEDOUT where FD did not take it within PATIENCE milliseconds, be it set to block or
// not.
[[gnu::cold]] int write_all(int fd, std::string_view text, int patience);

}  // namespace landlock_preload
