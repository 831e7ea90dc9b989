// SPDX-License-Identifier: MIT
//
// The rules of a resolved policy as they are written: each path and each port once.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "policy/policy.hpp"

namespace landlock_preload {

inline auto as_tuple(const PathOptions& options) {
    return std::make_tuple(options.type, options.error_if_any_unusable_path, options.optional,
                           options.no_symlinks, options.create_directory, options.glob,
                           options.quiet);
}

struct OutputPath {
    std::string path;
    AccessMask access;
    PathOptions options;
    bool is_required;   // by errorIfAnyUnsupported
    std::string value;  // what it begins with, if a variable has to say that it is never made
};

// The paths of a policy, merged.
std::vector<OutputPath> list_paths(const ResolvedPolicy& policy);

// Paths that are the same by components, with the same options, are one, in the order they come.
std::vector<OutputPath> merge_paths(std::vector<OutputPath> paths);

// What one rule says of a path, and of a port.
inline auto kind_of(const OutputPath& path) {
    return std::tuple{path.access, as_tuple(path.options), path.is_required};
}
inline auto kind_of(const ResolvedPort& port) {
    return std::tuple{port.allowed_access, port.quiet};
}

// What one rule can say together, in the order of the first of each.
template <typename Item>
std::vector<std::vector<Item>> group_rules(std::vector<Item> items) {
    std::vector<std::vector<Item>> groups;
    std::map<decltype(kind_of(items.front())), std::size_t> known;
    for (Item& item : items) {
        const auto [at, is_new] = known.emplace(kind_of(item), groups.size());
        if (is_new) groups.emplace_back();
        groups[at->second].push_back(std::move(item));
    }
    return groups;
}

std::vector<ResolvedPort> merge_ports(const ResolvedPolicy& policy);

// Whether a ruleset has to say what is required: groups may stand for nothing, and what is required
// of a rule stands there.
bool is_of_ruleset(const ResolvedPolicy& policy, const ResolvedRequirement& requirement);

// Whether there are bits without a name.
bool is_raw(AccessClass access_class, AccessMask mask);

// As extended mode reads it, where "$" begins a variable.
std::string as_template(std::string_view path);

// A path as a rule in extended mode names it that means it alone: where it contains the characters
// of a pattern, as a pattern.
struct NamedPath {
    std::string text;
    bool is_pattern = false;  // so that "glob" stands beside it
};
NamedPath name_path(const std::string& path);

// What to say of a path that JSON cannot hold.
inline constexpr const char* kBeyondJson =
    R"(is not UTF-8, which JSON cannot hold; rename it, or write "?" for each such byte in a rule with "glob": true)";

// Rights as the items of an array: names, and numbers for bits without a name.
std::vector<std::string> access_items(AccessClass access_class, AccessMask mask);

}  // namespace landlock_preload
