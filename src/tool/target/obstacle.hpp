// SPDX-License-Identifier: MIT
//
// What keeps a preload from taking effect.
#pragma once

#include <string>
#include <vector>

#include "tool/target/elf_file.hpp"
#include "tool/target/exec_chain.hpp"

namespace landlock_preload {

struct PreloadLibrary {
    std::string name;                 // what LD_PRELOAD is to hold
    std::string path;                 // the file that is meant by it; empty: none is found
    std::string origin;               // how we came to this one
    std::string problem;              // why no loader would take it; empty: none
    std::vector<std::string> advice;  // what to do then
    ElfFile elf;
};

// Where this tool lies; empty where that cannot be known.
std::string find_own_directory();

// The file of this library that belongs to this tool, built or installed with it.
std::string find_own_library();

// GIVEN is what a user would write into LD_PRELOAD; empty: the name of this library. The loader of
// PROGRAM, which lies at PATH, looks a name without a slash up; a static one has none.
PreloadLibrary find_library(const std::string& given, const ElfFile& program,
                            const std::string& path);

struct Obstacle {
    std::string reason;        // empty: none
    bool has_way_out = false;  // whether PROGRAM can be confined as the child of a dynamic program
};

Obstacle find_obstacle(const ExecChain& chain, const ElfFile& program,
                       const PreloadLibrary& library);

// The runtime of AddressSanitizer that PROGRAM needs, or nothing. It ends a program in which
// another library comes before it, unless ASAN_OPTIONS has what follows.
std::string find_address_sanitizer(const ElfFile& program);
inline constexpr const char* kAsanBehindOthers = "ASAN_OPTIONS=verify_asan_link_order=0";

// What does not stop the preload but has to be known.
std::vector<std::string> find_warnings(const ExecChain& chain, const ElfFile& program,
                                       const PreloadLibrary& library);

}  // namespace landlock_preload
