// SPDX-License-Identifier: MIT
//
// What a program that is started here would be confined by: the policy prepared as for a start, up
// to the ruleset in the kernel, and the record of it. Nothing is confined, and nothing is made.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/load.hpp"
#include "report/record.hpp"
#include "sandbox/plan.hpp"
#include "sandbox/ruleset.hpp"

namespace landlock_preload {

struct Prospect {
    Prospect() = default;
    Prospect(const Prospect&) = delete;
    Prospect(Prospect&&) = delete;
    Prospect& operator=(const Prospect&) = delete;
    Prospect& operator=(Prospect&&) = delete;
    ~Prospect() = default;

    ResolvedPolicy policy;
    std::vector<ResolvedPath> made;  // directories that a start would make
    Plan plan;
    std::optional<Ruleset> ruleset;
    std::vector<Diagnostic> events;
    std::unique_ptr<std::max_align_t[]> memory;
    std::vector<PathRecord> paths;  // of RECORD, where take_objects() has changed them
    Record record = {};
};

// Takes the objects that rules are on from the REPORT of a start under the same policy: what a path
// such as /proc/self leads to depends on the process.
void take_objects(Prospect& prospect, std::string_view report);

// Fills PROSPECT for a program whose path is EXECUTABLE, or empty. Throws Diagnostics where the
// library would refuse to start it.
void foresee(Loaded loaded, const std::string& executable, bool strict, Prospect& prospect);

}  // namespace landlock_preload
