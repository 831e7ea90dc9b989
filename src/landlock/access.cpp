// SPDX-License-Identifier: MIT
//
// Look-ups in the table of rights. They are linear: 23 short names, compared a few dozen times a
// start, are cheaper than any index that would have to be built or mapped first.
#include "landlock/access.hpp"

#include "landlock/access_set.hpp"

namespace landlock_preload {

const AccessRight* find_access(std::string_view name) {
    for (const AccessRight& right : kAccessRights) {
        if (name == right.name) return &right;
    }
    return nullptr;
}

std::uint8_t find_group(std::string_view name) {
    if (name == "abi.all") return kGroupAll;
    if (name == "abi.read_execute") return kGroupReadExecute;
    if (name == "abi.read_write") return kGroupReadWrite;
    if (name == "abi.read") return kGroupRead;
    if (name == "abi.write") return kGroupWrite;
    return 0;
}

AccessMask known_access(AccessClass access_class, int abi) {
    AccessMask mask = 0;
    for (const AccessRight& right : kAccessRights) {
        if (right.access_class == access_class && right.first_abi <= abi) mask |= right.mask();
    }
    return mask;
}

AccessSet known_access(int abi) {
    AccessSet known;
    for (const AccessClass each : kAccessClasses) known[each] = known_access(each, abi);
    return known;
}

AccessMask group_access(AccessClass access_class, std::uint8_t groups, int abi) {
    // Renaming between directories goes with reading and executing because a handled `refer` that
    // nothing grants would break programs that only move what they may already read.
    constexpr AccessMask kReadExecute = fs_access("execute", "read_file", "read_dir", "refer");
    constexpr AccessMask kRead = fs_access("read_file", "read_dir");
    if (groups == 0) return 0;
    const AccessMask known = known_access(access_class, abi);
    AccessMask mask = 0;
    if ((groups & kGroupAll) != 0) mask |= known;
    if (access_class != AccessClass::fs) return mask;
    if ((groups & kGroupReadExecute) != 0) mask |= known & kReadExecute;
    if ((groups & kGroupReadWrite) != 0) mask |= known & ~fs_access("execute");
    if ((groups & kGroupRead) != 0) mask |= kRead;
    if ((groups & kGroupWrite) != 0) mask |= known & ~(kRead | fs_access("execute"));
    return mask;
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
