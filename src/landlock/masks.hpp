// SPDX-License-Identifier: MIT
//
// What follows from the columns of the table of rights, for use in code.
#pragma once

#include <algorithm>
#include <string_view>

#include "landlock/features.hpp"
#include "landlock/rights.hpp"

namespace landlock_preload {

// The newest ABI that this library knows anything of.
inline constexpr int kNewestAbi = [] {
    int newest = 0;
    for (const AccessRight& right : kAccessRights) newest = std::max<int>(newest, right.first_abi);
    for (const FeatureFacts& feature : kFeatures) newest = std::max<int>(newest, feature.first_abi);
    return newest;
}();

// The rights of a class that CONDITION holds of.
template <typename Condition>
constexpr AccessMask rights_where(AccessClass access_class, Condition condition) {
    AccessMask mask = 0;
    for (const AccessRight& right : kAccessRights) {
        if (right.access_class == access_class && condition(right)) mask |= right.mask();
    }
    return mask;
}

// The bit of a right named in code. Does not compile where there is none.
constexpr AccessMask access_bit(AccessClass access_class, std::string_view name) {
    const auto is_named = [name](const AccessRight& right) { return name == right.name; };
    const AccessMask mask = rights_where(access_class, is_named);
    if (mask == 0) throw "no such right";
    return mask;
}

template <typename... Names>
consteval AccessMask fs_access(const Names&... names) {
    return (access_bit(AccessClass::fs, names) | ...);
}

template <typename... Names>
consteval AccessMask net_access(const Names&... names) {
    return (access_bit(AccessClass::net, names) | ...);
}

template <typename... Kinds>
constexpr AccessMask rights_of(Kinds... kinds) {
    return rights_where(AccessClass::fs,
                        [=](const AccessRight& right) { return ((right.kind == kinds) || ...); });
}

template <typename... Changes>
constexpr AccessMask rights_that(Changes... changes) {
    return rights_where(AccessClass::fs, [=](const AccessRight& right) {
        return ((right.change == changes) || ...);
    });
}

// The only rights that a rule on something other than a directory may hold; the kernel answers
// EINVAL to the others (security/landlock/fs.c, ACCESS_FILE).
inline constexpr AccessMask kFileAccess = rights_where(
    AccessClass::fs, [](const AccessRight& right) { return right.judged_on == JudgedOn::object; });

// Judged on the directory that has an entry; the others on the object itself.
inline constexpr AccessMask kNameAccess = rights_where(
    AccessClass::fs, [](const AccessRight& right) { return right.judged_on == JudgedOn::entry; });

// Those of them that change an entry by themselves.
inline constexpr AccessMask kChangesNames =
    rights_where(AccessClass::fs, [](const AccessRight& right) { return right.changes_entry(); });

// The first ABI that knows one of these rights, or any of a class.
consteval int abi_of(AccessClass access_class, AccessMask mask = ~AccessMask{0}) {
    int first = 255;
    for (const AccessRight& right : kAccessRights) {
        if (right.access_class != access_class || (right.mask() & mask) == 0) continue;
        first = std::min<int>(first, right.first_abi);
    }
    return first;
}

// Below, every layer denies renames between directories, and a process may have more layers.
inline constexpr int kAbiWithRefer = abi_of(AccessClass::fs, fs_access("refer"));

}  // namespace landlock_preload
