// SPDX-License-Identifier: MIT
//
// The launcher's own sandbox: the policy, and beyond it what the start of a program needs.
#pragma once

#include <string>
#include <vector>

#include "landlock/access_set.hpp"
#include "sandbox/prepare.hpp"
#include "tool/run/program.hpp"

namespace landlock_preload {

// What may be done with a file, or with what lies below a directory.
struct Grant {
    std::string path;
    AccessMask access;
};

// What execve(2) needs: execute and read_file on each script, its interpreter, the program and its
// loader.
std::vector<Grant> find_exec_grants(const ProgramToRun& program);

// Adds it to the ruleset of PREPARED, as far as that handles it. What is not there is left out.
// Throws Diagnostics.
void add_grants(const Prepared& prepared, const std::vector<Grant>& grants);

}  // namespace landlock_preload
