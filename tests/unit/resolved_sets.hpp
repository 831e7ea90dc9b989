// SPDX-License-Identifier: MIT
//
// A resolved policy as sets of names, so that it can be compared with an expectation in JSON that
// people can read: {"handledAccessFs": [...], "handledAccessNet": [...], "scoped": [...],
// "pathBeneath": {"/path": [...]}, "netPort": {"80": [...]}}. Nothing depends on order, and paths
// are compared by components.
#pragma once

#define JSON_NO_IO 1  // as in src/policy/json/parser.cpp: one program, one definition
#define JSON_HAS_FILESYSTEM 0
#define JSON_HAS_EXPERIMENTAL_FILESYSTEM 0
#define JSON_HAS_RANGES 0
#define JSON_ASSERT(condition) ((condition) ? void(0) : std::terminate())

#include <exception>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "kernel_facts.hpp"
#include "policy/policy.hpp"

namespace landlock_preload {

using Names = std::set<std::string>;

struct ResolvedSets {
    std::map<std::string, Names> handled;  // by key
    std::map<std::string, Names> paths;
    std::map<std::string, Names> ports;

    bool operator==(const ResolvedSets&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const ResolvedSets& sets) {
    nlohmann::json tree;
    for (const auto& [key, names] : sets.handled) tree[key] = names;
    for (const auto& [path, names] : sets.paths) tree["pathBeneath"][path] = names;
    for (const auto& [port, names] : sets.ports) tree["netPort"][port] = names;
    return out << tree.dump();
}

// "/a", "/a/" and "//a/." are one path; ".." stays, and so does a leading ".".
inline std::string normal_path(const std::string& path) {
    std::string normal = path.starts_with('/') ? "/" : "";
    const std::size_t root = normal.size();
    for (std::size_t start = 0; start <= path.size();) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        const std::string part = path.substr(start, end - start);
        if (!part.empty() && (part != "." || start == 0)) {
            if (normal.size() > root) normal += '/';
            normal += part;
        }
        start = end + 1;
    }
    return normal;
}

// The rights of a mask by name. The bits are the kernel's: not the library's table.
inline Names names_of(AccessClass access_class, AccessMask mask) {
    Names names;
    for (std::size_t bit = 0; bit < 64; ++bit) {
        if ((mask >> bit & 1U) == 0) continue;
        const AccessSet one(access_class, AccessMask{1} << bit);
        const std::string name = names_by_kernel(one);
        names.insert(name.empty() ? "bit " + std::to_string(bit) : name);
    }
    return names;
}

inline ResolvedSets sets_of(const ResolvedPolicy& policy) {
    ResolvedSets sets;
    for (const auto& [of, key] : landlock_facts::kClasses) {
        const auto ours = landlock_facts::class_as<AccessClass>(of);
        sets.handled[key] = names_of(ours, policy.handled[ours]);
    }
    for (const ResolvedPath& path : policy.paths) {
        sets.paths[normal_path(path.path)].merge(names_of(AccessClass::fs, path.allowed_access));
    }
    for (const ResolvedPort& port : policy.ports) {
        sets.ports[std::to_string(port.port)].merge(
            names_of(AccessClass::net, port.allowed_access));
    }
    return sets;
}

inline ResolvedSets sets_of(const nlohmann::json& tree) {
    ResolvedSets sets;
    for (const auto& [of, key] : landlock_facts::kClasses) {
        sets.handled[key] = tree.value(key, Names());
    }
    for (const auto& [path, names] : tree.at("pathBeneath").items()) {
        sets.paths[normal_path(path)].merge(names.get<Names>());
    }
    for (const auto& [port, names] : tree.at("netPort").items()) {
        sets.ports[port].merge(names.get<Names>());
    }
    return sets;
}

}  // namespace landlock_preload
