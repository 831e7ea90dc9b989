// SPDX-License-Identifier: MIT
//
// What the loader of a program has to be able to read for the program to start.
#pragma once

#include <string>
#include <vector>

#include "tool/run/environment_copy.hpp"
#include "tool/target/elf_file.hpp"

namespace landlock_preload {

struct LoaderStart {
    const ElfFile& program;  // which has a loader
    const std::string& path;
    const ElfFile* preload = nullptr;  // ours
    EnvironmentCopy environment;       // LD_PRELOAD names ours as well
    bool has_other_preloads = false;
};

// The lists that the loader of PROGRAM reads, whichever program it starts.
std::vector<std::string> find_loader_lists(const ElfFile& program);

// Whether code that came with PROGRAM, of which nothing is known, would answer for its loader.
bool is_answered_by_stranger(const ElfFile& program);

// Files, and directories in any of which the loader may look, beside those lists. Not all need be
// there; none for a stranger, to whom the policy grants what he needs. Throws Diagnostics for a
// library that is not found.
std::vector<std::string> find_libraries(LoaderStart start);

}  // namespace landlock_preload
