// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "landlock_preload.h"
#include "policy/policy.hpp"
#include "sandbox/plan.hpp"
#include "sandbox/ruleset.hpp"

namespace landlock_preload {

// What stays possible although the policy's intent suggests otherwise.
using Gap = landlock_preload_gap;

inline constexpr std::uint8_t kNever = 255;

struct GapFacts {
    char name[22] = {};
    std::uint8_t closed_by = kNever;    // the first ABI that can restrict it
    bool is_of_some_processes = false;  // whatever the policy
};

// By bit.
inline constexpr std::array<GapFacts, 9> kGaps = {{
    {"udp", abi_of(AccessClass::net, net_access("bind_udp", "connect_send_udp"))},
    {"mptcp", kNever},
    {"other_protocols", kNever},
    {"unix_sockets", abi_of(AccessClass::fs, fs_access("resolve_unix"))},
    {"tcp_fast_open", 10},  // some older kernels have the correction, and none says so
    {"metadata", kNever},
    {"inherited_descriptors", kNever},
    {"privileged", kNever, true},
    {"terminal", kNever, true},
}};

// Whether no policy closes a gap under a kernel of this ABI.
constexpr bool is_open(Gap gap, int abi) {
    return abi < kGaps[static_cast<unsigned>(std::countr_zero(static_cast<std::uint32_t>(gap)))]
                     .closed_by;
}

// The gaps that a policy has under a kernel, whatever the process. Pure.
std::uint32_t find_gaps(const ResolvedPolicy& policy, const Plan& plan);

// What this process brings with it.
struct ProcessGaps {
    std::uint32_t gaps = 0;
    int ring = -1;  // a descriptor of an io_uring, which acts for whoever made it; -1: none
};

// Whether a policy lets the program open a terminal that it has no descriptor of. A file that is
// opened for nothing but ioctl (access mode 3) needs no other right than ioctl_dev.
bool may_open_terminals(const Plan& plan, const Ruleset& ruleset);

// The gaps that this process has. RULESET and CHANNEL are descriptors of ours (-1: none), which it
// will not inherit. To be asked before restricting.
ProcessGaps find_process_gaps(bool may_open_terminals, int ruleset, int channel);

}  // namespace landlock_preload
