// SPDX-License-Identifier: MIT
//
// What keeps a preload from taking hold.
#pragma once

#include <string>

#include "tool/elf_file.hpp"
#include "tool/exec_chain.hpp"

namespace landlock_preload {

struct PreloadLibrary {
    std::string path;
    std::string origin;   // how we came to this one
    std::string problem;  // why no loader would take it; empty: none
    ElfFile elf;
};

// GIVEN is the path that a user named; empty: the installed library, or the one next to this tool.
PreloadLibrary find_library(const std::string& given);

struct Obstacle {
    std::string reason;        // empty: none
    bool has_way_out = false;  // whether PROGRAM can be confined as the child of a dynamic program
};

Obstacle find_obstacle(const ExecChain& chain, const ElfFile& program,
                       const PreloadLibrary& library);

// What does not stop the preload but has to be known; empty: nothing.
std::string find_warning(const ElfFile& program, const PreloadLibrary& library);

}  // namespace landlock_preload
