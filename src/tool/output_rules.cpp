// SPDX-License-Identifier: MIT
#include "tool/output_rules.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "policy/json/foreign.hpp"
#include "policy/template.hpp"
#include "resolve/glob.hpp"
#include "tool/json_text.hpp"

namespace landlock_preload {
namespace {

// Whether a kernel may lack a rule's refer although it knows that right: ABI 1 denies it whatever
// is handled. This can be required of a rule only, not of a ruleset.
bool is_of_rule(const ResolvedRequirement& requirement) {
    return requirement.is_rule && (requirement.access[AccessClass::fs] & fs_access("refer")) != 0;
}

// The rule that a path or a preset's path was written in.
Location rule_of(const ResolvedPath& path) {
    Location location = path.location;
    location.item = kNoIndex;
    return location;
}

bool is_required(const ResolvedPolicy& policy, const ResolvedPath& path) {
    return std::ranges::any_of(policy.requirements, [&](const ResolvedRequirement& requirement) {
        return is_of_rule(requirement) && requirement.location == rule_of(path);
    });
}

// The value of a variable that a path begins with, where directories of it are missing, of which
// createDirectory makes none.
std::string value_never_made(const ResolvedPath& path) {
    if (!path.options.create_directory || path.must_exist == 0) return {};
    std::string value = path.path.substr(0, path.must_exist);
    const std::size_t last = path.path.rfind('/', path.path.find_last_not_of('/'));
    struct stat status = {};
    const std::string holder = value.substr(0, std::min(value.size(), last));
    return holder.empty() || stat(holder.c_str(), &status) == 0 ? "" : value;
}

}  // namespace

std::vector<OutputPath> list_paths(const ResolvedPolicy& policy) {
    std::vector<OutputPath> paths;
    for (const ResolvedPath& path : policy.paths) {
        if (path.descriptor != kNoDescriptor) continue;
        const bool is_required_here = !policy.requirements.empty() && is_required(policy, path);
        paths.push_back({path.path, path.allowed_access, path.options, is_required_here,
                         value_never_made(path)});
    }
    return merge_paths(std::move(paths));
}

std::vector<OutputPath> merge_paths(std::vector<OutputPath> paths) {
    using Identity = std::tuple<std::string, decltype(as_tuple({})), bool, std::string>;
    std::vector<OutputPath> merged;
    std::map<Identity, std::size_t> known;
    for (OutputPath& path : paths) {
        const auto [at, is_new] =
            known.emplace(Identity{component_form(path.path), as_tuple(path.options),
                                   path.is_required, path.value},
                          merged.size());
        if (is_new) {
            merged.push_back(std::move(path));
        } else {
            merged[at->second].access |= path.access;
        }
    }
    return merged;
}

std::vector<ResolvedPort> merge_ports(const ResolvedPolicy& policy) {
    std::vector<ResolvedPort> merged;
    std::map<std::pair<std::uint16_t, bool>, std::size_t> known;
    for (const ResolvedPort& port : policy.ports) {
        const auto [at, is_new] = known.emplace(std::pair{port.port, port.quiet}, merged.size());
        if (is_new) merged.push_back({0, port.port, port.quiet});
        merged[at->second].allowed_access |= port.allowed_access;
    }
    return merged;
}

bool is_of_ruleset(const ResolvedPolicy& policy, const ResolvedRequirement& requirement) {
    const bool has_rule =
        is_of_rule(requirement) && std::ranges::any_of(policy.paths, [&](const ResolvedPath& path) {
            return requirement.location == rule_of(path);
        });
    return (!requirement.access.empty() || requirement.quiet) && !has_rule;
}

bool is_raw(AccessClass access_class, AccessMask mask) {
    return (mask & ~known_access(access_class, kNewestAbi)) != 0;
}

std::string as_template(std::string_view path) {
    std::string text;
    for (const char c : path) text += c == '$' ? "$$" : std::string(1, c);
    return text;
}

NamedPath name_path(const std::string& path) {
    const bool is_pattern = !check_no_pattern(path).empty();
    return {as_template(is_pattern ? escape_glob(path) : path), is_pattern};
}

std::vector<std::string> access_items(AccessClass access_class, AccessMask mask) {
    std::vector<std::string> items;
    for (unsigned bit = 0; bit < 64; ++bit) {
        const AccessMask one = AccessMask{1} << bit;
        if ((mask & one) == 0) continue;
        const bool raw = is_raw(access_class, one);
        items.push_back(raw ? std::to_string(bit)
                            : JsonText::quoted(access_names(access_class, one)));
    }
    return items;
}

}  // namespace landlock_preload
