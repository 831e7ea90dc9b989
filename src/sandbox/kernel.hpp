// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "policy/access.hpp"
#include "unique_fd.hpp"

namespace landlock_preload {

// The kernel's Landlock ABI, 1 or more. Throws Errors (kernel), each cause with its own remedy.
int query_abi();

// A new ruleset. The masks must be a subset of what the kernel knows, and not all 0. Throws Errors.
UniqueFd create_ruleset(AccessMask handled_fs, AccessMask handled_net, AccessMask scoped);

// Add a rule. Return 0 or an errno.
int add_path_rule(int ruleset, int parent, AccessMask allowed);
int add_port_rule(int ruleset, std::uint16_t port, AccessMask allowed);

// Throws Errors (kernel) unless this process has exactly one thread.
void require_single_thread(int abi);

// Gives up, for good, what the ruleset does not allow: the whole process from ABI 8 on, the calling
// thread below. Also sets no_new_privs. Throws Errors.
void restrict_self(int ruleset, int abi);

}  // namespace landlock_preload
