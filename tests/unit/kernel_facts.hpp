// SPDX-License-Identifier: MIT
//
// The facts of Landlock that the tests have, in the library's shapes.
#pragma once

#include "../lib/landlock_facts.hpp"
#include "landlock/access_set.hpp"

namespace landlock_preload {

inline AccessClass class_of(const landlock_facts::Right& right) {
    return landlock_facts::class_as<AccessClass>(right.of);
}

inline AccessSet rights_of_kernel(int abi = landlock_facts::kNewest) {
    AccessSet known;
    for (const auto& [of, key] : landlock_facts::kClasses) {
        known[landlock_facts::class_as<AccessClass>(of)] = landlock_facts::known(of, abi);
    }
    return known;
}

// "read_file, signal": class by class, in the order of their bits.
inline std::string names_by_kernel(const AccessSet& set) {
    std::string names;
    for (const landlock_facts::Right& right : landlock_facts::kRights) {
        if ((set[class_of(right)] & right.mask) == 0) continue;
        names += (names.empty() ? "" : ", ") + std::string(right.name);
    }
    return names;
}

}  // namespace landlock_preload
