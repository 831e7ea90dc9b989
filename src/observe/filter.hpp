// SPDX-License-Identifier: MIT
//
// The filter of system calls that an observed program runs behind.
#pragma once

#include <linux/filter.h>

#include <vector>

namespace landlock_preload {

// Whether calls of this architecture are known.
bool can_observe();

// Stops the calls that the engine knows, for a listener, and lets all others pass.
std::vector<sock_filter> build_filter();

// Puts the calling thread behind it, and returns the listener's descriptor or a negative errno.
int install_filter(const std::vector<sock_filter>& filter);

}  // namespace landlock_preload
