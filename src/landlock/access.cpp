// SPDX-License-Identifier: MIT
//
// Look-ups in the table of rights. They are linear: two dozen short names, compared a few dozen
// times a start, are cheaper than any index that would have to be built or mapped first.
#include "landlock/access.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "landlock/access_set.hpp"

namespace landlock_preload {

// Columns do not contradict each other, and no right is there twice.
static_assert([] {
    for (const AccessRight& right : kAccessRights) {
        if (!right.is_consistent() || right.first_abi == 0) return false;
        for (const AccessRight& other : kAccessRights) {
            if (&right == &other) continue;
            if (std::string_view(right.name) == other.name) return false;
            if (right.access_class == other.access_class && right.bit == other.bit) return false;
        }
    }
    return true;
}());

const AccessRight* find_access(std::string_view name) {
    for (const AccessRight& right : kAccessRights) {
        if (name.starts_with(right.name[0]) && name == right.name) return &right;
    }
    return nullptr;
}

const GroupFacts* find_group(std::string_view name) {
    for (const GroupFacts& group : kGroups) {
        if (name == group.name) return &group;
    }
    return nullptr;
}

namespace {

// By ABI, from 0 on, and class.
consteval auto find_known() {
    std::array<AccessSet, kNewestAbi + 1> known = {};
    for (int abi = 0; abi <= kNewestAbi; ++abi) {
        for (const AccessRight& right : kAccessRights) {
            if (right.first_abi <= abi)
                known[static_cast<std::size_t>(abi)][right.access_class] |= right.mask();
        }
    }
    return known;
}

constexpr auto kKnown = find_known();

}  // namespace

AccessSet known_access(int abi) {
    return kKnown[static_cast<std::size_t>(std::clamp(abi, 0, kNewestAbi))];
}

AccessMask known_access(AccessClass access_class, int abi) {
    return known_access(abi)[access_class];
}

AccessMask group_access(AccessClass access_class, std::uint8_t groups, int abi) {
    AccessMask mask = 0;
    for (const GroupFacts& group : kGroups) {
        if ((groups & group.group) == 0 || !has_group(access_class, group.group)) continue;
        mask |= access_class == AccessClass::fs ? group.fs_rights : ~AccessMask{0};
    }
    return mask & known_access(access_class, abi);
}

std::string access_names(AccessClass access_class, AccessMask mask) {
    std::string names;
    for (const AccessRight& right : kAccessRights) {
        if (right.access_class != access_class || (mask & right.mask()) == 0) continue;
        if (!names.empty()) names += ", ";
        names += right.name;
    }
    for (unsigned bit = 0; bit < 64; ++bit) {  // raw bits, newer than this library
        const AccessMask one = AccessMask{1} << bit;
        if ((mask & one & ~known_access(access_class, kNewestAbi)) == 0) continue;
        if (!names.empty()) names += ", ";
        names += "bit " + std::to_string(bit);
    }
    return names;
}

std::string access_names(const AccessSet& set) {
    std::string names;
    for (const AccessClass each : kAccessClasses) {
        if (set[each] == 0) continue;
        if (!names.empty()) names += ", ";
        names += access_names(each, set[each]);
    }
    return names;
}

}  // namespace landlock_preload
