// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "policy/policy.hpp"
#include "policy/source.hpp"

namespace landlock_preload {

// A policy with all that belongs to it.
struct Loaded {
    Policy policy;
    std::vector<std::string> files;  // every file or directory it was read from
    std::vector<Diagnostic> notes;
    std::vector<Diagnostic>
        lost;  // of a directory: protection that one file takes away from another
};

// For whoever enforces: throws Diagnostics for protection that is lost.
void refuse_lost_protection(const Loaded& loaded);

// Reads, parses and unites what the value of LANDLOCK_POLICY means. Throws Diagnostics.
Loaded load_policy(const char* value);

// The same for sources that were read one by one, composed when there are several. At least one.
Loaded load_sources(std::vector<Source> sources);

}  // namespace landlock_preload
