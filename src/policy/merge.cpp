// SPDX-License-Identifier: MIT
//
// Several policies to one, in two ways that must not be confused.
//
// In both, each file's groups mean what its own `abi` says. An *include* is part of its policy:
// everything adds up, restrictions and grants alike.
//
// The files of a *directory* are independent: each must still work when another is added, so only
// what all of them restrict is restricted. That is landlockconfig's rule and it can remove
// protection silently; so what is lost is reported, for whoever enforces to refuse.
#include "policy/merge.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace landlock_preload {
namespace {

// Returns the groups where they stand for nothing.
std::uint8_t resolve_groups(AccessClass access_class, Access& access, int abi) {
    const std::uint8_t groups = std::exchange(access.groups, std::uint8_t{0});
    const AccessMask meant = group_access(access_class, groups, abi);
    access.rights |= meant;
    return meant == 0 ? groups : 0;
}

// Refuses the first variable of INCLUDED that has a source in POLICY as well. What is indexed is
// the included one: a large policy may include many small ones.
void check_second_sources(const Policy& policy, const Policy& included) {
    std::map<std::string_view, std::size_t> indices;
    for (std::size_t i = 0; i < included.variable.size(); ++i) {
        const Variable& variable = included.variable[i];
        if (variable.has_source()) indices.try_emplace(variable.name, i);
    }
    if (indices.empty()) return;
    const Variable* other = nullptr;
    std::size_t first = included.variable.size();
    for (const Variable& variable : policy.variable) {
        const auto found = variable.has_source() ? indices.find(variable.name) : indices.end();
        if (found == indices.end() || found->second >= first) continue;
        first = found->second;
        other = &variable;
    }
    if (other == nullptr) return;
    fail(policy.text_of(other->entry),
         "variable " + quote(other->name) + " has a second source in an included file");
}

// What a file asks for and the composed policy does not restrict, as a sentence; or nothing.
std::string describe_loss(const AccessSet& file, const AccessSet& composed) {
    const AccessSet lost = file - composed;
    if (lost.empty()) return {};
    return "composed with the others, this file no longer restricts " + access_names(lost) +
           "; write one extended policy that includes them all";
}

}  // namespace

void resolve_groups(Policy& policy) {
    if ((policy.handled[AccessClass::fs].groups & kGroupAll) != 0) policy.is_all_fs = true;
    const auto resolve = [&policy](AccessClass access_class, Access& access) {
        policy.void_groups[access_class] |= resolve_groups(access_class, access, policy.abi);
    };
    const auto resolve_all = [&resolve](WrittenSet& set) {
        for (const AccessClass each : kAccessClasses) resolve(each, set[each]);
    };
    resolve_all(policy.handled);
    resolve_all(policy.quiet);
    for (PathRule& rule : policy.path_beneath) resolve(AccessClass::fs, rule.allowed_access);
    for (PortRule& rule : policy.net_port) resolve(AccessClass::net, rule.allowed_access);
    for (Requirement& requirement : policy.requirement) resolve_all(requirement.access);
}

void infer_handled(Policy& policy) {
    for (const PathRule& rule : policy.path_beneath) {
        policy.handled[AccessClass::fs].add(rule.allowed_access);
    }
    for (const PortRule& rule : policy.net_port) {
        policy.handled[AccessClass::net].add(rule.allowed_access);
    }
}

void unite(Policy& policy, Policy included) {
    // The included policy's files follow those that are already there.
    const auto first_file = static_cast<std::uint32_t>(policy.included.size()) + 1;
    check_second_sources(policy, included);
    const auto place_all = [&](auto& list) {
        for (auto& item : list) {
            item.entry.file += first_file;
            item.entry.is_plain |= !included.is_extended;
        }
    };
    for (Requirement& requirement : included.requirement) requirement.location.file += first_file;
    place_all(included.variable);
    place_all(included.path_beneath);
    place_all(included.net_port);
    place_all(included.preset);
    const auto move_all = [](auto& to, auto& from) {
        to.insert(to.end(), std::make_move_iterator(from.begin()),
                  std::make_move_iterator(from.end()));
    };
    move_all(policy.variable, included.variable);
    move_all(policy.path_beneath, included.path_beneath);
    move_all(policy.net_port, included.net_port);
    move_all(policy.preset, included.preset);
    move_all(policy.requirement, included.requirement);
    policy.included.push_back(std::move(included.source));
    move_all(policy.included, included.included);
    policy.handled.add(included.handled);
    policy.quiet.add(included.quiet);
    policy.is_all_fs |= included.is_all_fs;
    policy.void_groups |= included.void_groups;
    policy.abi = std::max(policy.abi, included.abi);
    policy.min_abi = std::max(policy.min_abi, included.min_abi);
    // That something may be lacking is for the including policy alone to accept.
    policy.hard_requirement = policy.hard_requirement || included.hard_requirement;
}

Composition compose(std::vector<Policy> policies) {
    int abi = 0;
    for (Policy& policy : policies) {
        if (policy.abi != 0 && (abi == 0 || policy.abi < abi)) abi = policy.abi;
        resolve_groups(policy);
        infer_handled(policy);
    }
    Composition composition;
    Policy& composed = composition.policy;
    composed.source = policies.front().source;
    composed.abi = abi;
    composed.is_all_fs = policies.front().is_all_fs;
    AccessSet handled = policies.front().handled.rights();
    for (const Policy& policy : policies) {
        composed.is_all_fs &= policy.is_all_fs;
        composed.void_groups |= policy.void_groups;
        handled &= policy.handled.rights();
    }
    composed.handled = WrittenSet(handled);
    for (std::uint32_t file = 0; file < policies.size(); ++file) {
        Policy& policy = policies[file];
        std::string lost = describe_loss(policy.handled.rights(), handled);
        if (!lost.empty())
            composition.lost.push_back({Severity::error, policy.source, std::move(lost)});
        if (file > 0) composed.included.push_back(policy.source);
        for (Variable& variable : policy.variable) {
            variable.entry.file = file;
            composed.variable.push_back(std::move(variable));
        }
        for (PathRule& rule : policy.path_beneath) {
            rule.entry.file = file;
            rule.allowed_access.rights &= handled[AccessClass::fs];
            if (rule.allowed_access.rights != 0) composed.path_beneath.push_back(std::move(rule));
        }
        for (PortRule& rule : policy.net_port) {
            rule.entry.file = file;
            rule.allowed_access.rights &= handled[AccessClass::net];
            if (rule.allowed_access.rights != 0) composed.net_port.push_back(std::move(rule));
        }
    }
    return composition;
}

}  // namespace landlock_preload
