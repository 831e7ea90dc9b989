// SPDX-License-Identifier: MIT
//
// A policy asks for rights by name; a kernel knows those of its ABI. What it does not know cannot
// be handled, so it is dropped here, from what is handled and from every rule, and kept as a record
// of what the sandbox lacks. An ABI newer than this library is used as far as this library goes.
//
// A right that is handled and granted nowhere is denied; so what a policy does not name is never
// handled on its behalf, however new the kernel.
#include "sandbox/plan.hpp"

#include <algorithm>

#include "error.hpp"

namespace landlock_preload {
namespace {

constexpr int kAbiWithRefer = 2;

void plan_rules(const ResolvedPolicy& policy, Plan& plan) {
    plan.paths.reserve(policy.paths.size());
    for (std::uint32_t i = 0; i < policy.paths.size(); ++i) {
        const AccessMask allowed = policy.paths[i].allowed_access & plan.handled_access_fs;
        if (allowed != 0) plan.paths.push_back({allowed, i});
    }
    plan.ports.reserve(policy.ports.size());
    for (const ResolvedPort& port : policy.ports) {
        const AccessMask allowed = port.allowed_access & plan.handled_access_net;
        if (allowed != 0) plan.ports.push_back({allowed, port.port});
    }
}

bool grants_refer(const ResolvedPolicy& policy) {
    return std::any_of(policy.paths.begin(), policy.paths.end(), [](const ResolvedPath& path) {
        return (path.allowed_access & fs_access("refer")) != 0;
    });
}

}  // namespace

Plan plan_enforcement(const ResolvedPolicy& policy, int abi) {
    if ((policy.handled_access_fs | policy.handled_access_net | policy.scoped) == 0) {
        fail(Stage::resolve, policy.source, "policy restricts nothing");
    }
    Plan plan;
    plan.abi = abi;
    plan.handled_access_fs = policy.handled_access_fs & known_access(AccessClass::fs, abi);
    plan.handled_access_net = policy.handled_access_net & known_access(AccessClass::net, abi);
    plan.scoped = policy.scoped & known_access(AccessClass::scope, abi);
    plan.dropped_fs = policy.handled_access_fs & ~plan.handled_access_fs;
    plan.dropped_net = policy.handled_access_net & ~plan.handled_access_net;
    plan.dropped_scope = policy.scoped & ~plan.scoped;
    if ((plan.handled_access_fs | plan.handled_access_net | plan.scoped) == 0) {
        fail(Stage::kernel, policy.source,
             "this kernel (Landlock ABI " + std::to_string(abi) +
                 ") can enforce nothing of the policy, which asks for " + dropped_names(plan) +
                 "; use a newer kernel");
    }
    if (abi < kAbiWithRefer && plan.handled_access_fs != 0) {
        // Whatever else is handled, ABI 1 denies it everywhere: it is in force, and cannot be
        // granted.
        plan.dropped_fs &= ~fs_access("refer");
        plan.refer_impossible = grants_refer(policy);
    }
    plan_rules(policy, plan);
    return plan;
}

std::string dropped_names(const Plan& plan) {
    std::string names;
    const auto add = [&names](AccessClass access_class, AccessMask mask) {
        if (mask == 0) return;
        if (!names.empty()) names += ", ";
        names += access_names(access_class, mask);
    };
    add(AccessClass::fs, plan.dropped_fs);
    add(AccessClass::net, plan.dropped_net);
    add(AccessClass::scope, plan.dropped_scope);
    return names;
}

}  // namespace landlock_preload
