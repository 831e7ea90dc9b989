// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/unique_fd.hpp"
#include "landlock/access_set.hpp"
#include "landlock/features.hpp"

namespace landlock_preload {

// The kernel's Landlock ABI, or a negative errno where there is none to be had.
int ask_abi();

// The kernel's Landlock ABI, 1 or more. Throws Diagnostics, each cause with its own remedy.
int query_abi();

// The errata that the kernel says it has fixed, one bit each; 0 where it cannot be asked.
int query_errata();

// Makes a ruleset of what it handles, and of which part (ABI 10) it does not log denials. Both must
// be what the kernel knows, and something must be handled. Throws Diagnostics.
UniqueFd create_ruleset(const AccessSet& handled, const AccessSet& quiet = {});

// Which of these bits the kernel accepts: for rights that are newer than this library.
AccessSet probe_access(const AccessSet& bits);

// Add a rule. Return 0 or an errno.
int add_path_rule(int ruleset, int parent, AccessMask allowed, bool quiet = false);
int add_port_rule(int ruleset, std::uint16_t port, AccessMask allowed, bool quiet = false);

// The number of threads of this process, or 0 where it is not known. Throws Diagnostics
// unless ABI confines all of them or there is one.
int require_confinable_threads(int abi);

// Gives up, for good, what the ruleset does not allow: the whole process from ABI 8 on, the calling
// thread below. Also sets no_new_privs. The log flags are those of ABI 7. Throws Diagnostics.
void restrict_self(int ruleset, int abi, const LogFlags& log = {});

}  // namespace landlock_preload
