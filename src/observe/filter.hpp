// SPDX-License-Identifier: MIT
//
// The filter of system calls that an observed program runs behind.
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>

#include <vector>

namespace landlock_preload {

// Whether calls of this architecture are known.
bool can_observe();

// Whether it is a call of another architecture of the same kernel.
bool is_foreign_call(const seccomp_data& call);

// Stops the calls that the engine knows, for a listener, and those of other architectures, and lets
// all others pass.
std::vector<sock_filter> build_filter();

// Puts the calling thread behind it, and returns the listener's descriptor or a negative errno.
int install_filter(const std::vector<sock_filter>& filter);

}  // namespace landlock_preload
