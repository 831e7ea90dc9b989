// SPDX-License-Identifier: MIT
//
// Rights by name, by class and by ABI, and the groups of rights that policies name.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "landlock/masks.hpp"

namespace landlock_preload {

// nullptr if there is no such right or scope.
const AccessRight* find_access(std::string_view name);

// All rights of a class that Landlock ABI `abi` knows. 0 below ABI 1; above kNewestAbi: what we
// know.
AccessMask known_access(AccessClass access_class, int abi);

// "read_file, read_dir", in the order of their bits.
std::string access_names(AccessClass access_class, AccessMask mask);

// A group of rights; what it means depends on the policy's `abi`.
enum Group : std::uint8_t {
    kGroupAll = 1,
    kGroupReadExecute = 2,
    kGroupReadWrite = 4,
    kGroupRead = 8,
    kGroupWrite = 16,
};

struct GroupFacts {
    char name[17];
    Group group;
    bool is_extended;
    AccessMask fs_rights;
};

// Renaming between directories goes with reading and executing because a handled `refer` that
// nothing grants would break programs that only move what they may already read. The group of all
// is the only one that classes other than fs have.
inline constexpr std::array<GroupFacts, 5> kGroups = {{
    {"abi.all", kGroupAll, false, rights_of(RightKind::execute, RightKind::read, RightKind::write)},
    {"abi.read_execute", kGroupReadExecute, false,
     rights_of(RightKind::execute, RightKind::read) | fs_access("refer")},
    {"abi.read_write", kGroupReadWrite, false, rights_of(RightKind::read, RightKind::write)},
    {"abi.read", kGroupRead, true, rights_of(RightKind::read)},
    {"abi.write", kGroupWrite, true, rights_of(RightKind::write)},
}};

// nullptr if there is no such group.
const GroupFacts* find_group(std::string_view name);

// The rights that the groups (OR of Group) stand for at `abi`.
AccessMask group_access(AccessClass access_class, std::uint8_t groups, int abi);

// Whether a rule can grant rights of a class; the others apply to a whole process.
constexpr bool has_rules(AccessClass access_class) {
    return rights_where(access_class, [](const AccessRight& right) {
               return right.judged_on != JudgedOn::process;
           }) != 0;
}

// Whether a class has a group: all have that of all rights, and only fs has others.
constexpr bool has_group(AccessClass access_class, Group group) {
    return group == kGroupAll || access_class == AccessClass::fs;
}

}  // namespace landlock_preload
