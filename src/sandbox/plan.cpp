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
#include <utility>

#include "base/diagnostic.hpp"

namespace landlock_preload {
namespace {

constexpr AccessSet kRefer(AccessClass::fs, fs_access("refer"));

void plan_rules(const ResolvedPolicy& policy, Plan& plan) {
    plan.paths.reserve(policy.paths.size());
    for (std::uint32_t i = 0; i < policy.paths.size(); ++i) {
        const ResolvedPath& path = policy.paths[i];
        const AccessMask allowed = path.allowed_access & plan.handled[AccessClass::fs];
        const bool quiet = path.options.quiet && plan.quiet[AccessClass::fs] != 0;
        if (allowed != 0 || quiet) plan.paths.push_back({allowed, i});
    }
    plan.ports.reserve(policy.ports.size());
    for (std::uint32_t i = 0; i < policy.ports.size(); ++i) {
        const ResolvedPort& port = policy.ports[i];
        const AccessMask allowed = port.allowed_access & plan.handled[AccessClass::net];
        const bool quiet = port.quiet && plan.quiet[AccessClass::net] != 0;
        if (allowed != 0 || quiet) plan.ports.push_back({allowed, port.port, quiet, i});
    }
}

bool grants_refer(const ResolvedPolicy& policy) {
    return std::any_of(policy.paths.begin(), policy.paths.end(), [](const ResolvedPath& path) {
        return (path.allowed_access & kRefer[AccessClass::fs]) != 0;
    });
}

void plan_logging(const ResolvedPolicy& policy, Plan& plan) {
    if (has_feature(plan.abi, Feature::quiet)) {
        plan.quiet = policy.quiet & plan.handled;
    } else {
        plan.dropped_quiet = !policy.quiet.empty();
    }
    plan.dropped_log = !has_feature(plan.abi, Feature::log_flags) && policy.log != LogFlags{};
}

std::string kernel_name(int abi) {
    return "this kernel (Landlock ABI " + std::to_string(abi) + ")";
}

// What the policy says it cannot do without.
void check_requirements(const ResolvedPolicy& policy, const Plan& plan) {
    std::vector<Diagnostic> errors;
    if (plan.abi < policy.min_abi) {
        collect(errors, policy.source,
                "minAbi is " + std::to_string(policy.min_abi) + ", and " + kernel_name(plan.abi) +
                    " is older; use a newer kernel");
    }
    for (const ResolvedRequirement& requirement : policy.requirements) {
        Plan lacking;
        lacking.dropped = requirement.access & plan.dropped;
        lacking.dropped_quiet = requirement.quiet && plan.dropped_quiet;
        if (requirement.is_rule && plan.refer_impossible) {
            lacking.dropped |= requirement.access & kRefer;
        }
        const std::string names = dropped_names(lacking);
        if (names.empty()) continue;
        collect(errors, policy.text_of(requirement.location),
                kernel_name(plan.abi) + " lacks " + names +
                    ", and errorIfAnyUnsupported makes this an error");
    }
    if (!errors.empty()) throw Diagnostics{std::move(errors)};
}

}  // namespace

AccessSet raw_access(const ResolvedPolicy& policy) {
    return policy.handled - known_access(kNewestAbi);
}

Plan plan_enforcement(const ResolvedPolicy& policy, int abi, const AccessSet& raw) {
    if (policy.handled.empty()) {
        fail(policy.source, kRestrictsNothing);
    }
    Plan plan;
    plan.abi = abi;
    plan.handled = policy.handled & (known_access(abi) | raw);
    plan.dropped = policy.handled - plan.handled;
    if (abi < kAbiWithRefer && plan.handled[AccessClass::fs] != 0) {
        // Whatever else is handled, ABI 1 denies it everywhere: it is in force, and cannot be
        // granted.
        plan.dropped -= kRefer;
        plan.refer_impossible = grants_refer(policy);
    }
    plan_logging(policy, plan);
    check_requirements(policy, plan);
    if (plan.handled.empty()) {
        fail(policy.source, kernel_name(abi) +
                                " can enforce nothing of the policy, which asks for " +
                                dropped_names(plan) + "; use a newer kernel");
    }
    plan_rules(policy, plan);
    return plan;
}

std::string dropped_names(const Plan& plan) {
    std::string names = access_names(plan.dropped);
    if (plan.dropped_quiet) names += names.empty() ? "quiet" : ", quiet";
    if (plan.dropped_log) names += names.empty() ? "log" : ", log";
    return names;
}

}  // namespace landlock_preload
