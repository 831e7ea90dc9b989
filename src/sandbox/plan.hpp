// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/policy.hpp"

namespace landlock_preload {

// A path rule as the kernel of the plan can hold it.
struct PlannedPath {
    AccessMask allowed;   // still to be masked by what the path turns out to be
    std::uint32_t index;  // in ResolvedPolicy::paths
};

struct PlannedPort {
    AccessMask allowed = 0;
    std::uint16_t port = 0;
    bool quiet = false;
    std::uint32_t index = 0;  // in ResolvedPolicy::ports
};

// What a kernel of a given ABI enforces of a policy, and what it cannot.
struct Plan {
    int abi = 0;
    AccessSet handled;
    AccessSet quiet;
    AccessSet dropped;
    bool dropped_quiet = false;  // logging control: not a restriction, but asked for
    bool dropped_log = false;
    bool refer_impossible = false;  // ABI 1 denies renames between directories whatever the policy
    std::vector<PlannedPath> paths;
    std::vector<PlannedPort> ports;

    [[nodiscard]] bool is_partial() const {
        return !dropped.empty() || dropped_quiet || dropped_log || refer_impossible;
    }
};

// Pure. `abi` is the kernel's, from 1; RAW: what it accepts of the bits without a name. Throws
// Diagnostics where the policy handles nothing, where it requires what this
// kernel lacks, or none of what it handles can be enforced.
Plan plan_enforcement(const ResolvedPolicy& policy, int abi, const AccessSet& raw = {});

// The bits of what the policy handles that this library has no name for.
AccessSet raw_access(const ResolvedPolicy& policy);

// What the kernel of the plan lacks, in words: "resolve_unix, bind_udp".
std::string dropped_names(const Plan& plan);

}  // namespace landlock_preload
