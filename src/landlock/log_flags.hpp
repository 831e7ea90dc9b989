// SPDX-License-Identifier: MIT
#pragma once

namespace landlock_preload {

// The flags of ABI 7: which denials the kernel logs.
struct LogFlags {
    bool same_exec = true;
    bool new_exec = false;
    bool subdomains = true;
};

}  // namespace landlock_preload
