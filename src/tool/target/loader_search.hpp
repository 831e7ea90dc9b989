// SPDX-License-Identifier: MIT
//
// Where the loader of a program looks for a preload that is named without a slash.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tool/target/elf_file.hpp"

namespace landlock_preload {

struct LoaderSearch {
    std::string path;                   // what the loader takes; empty: nothing
    std::string place;                  // where that is, for people: "in the loader's cache"
    std::vector<std::string> variants;  // what it takes instead where the processor can run it
    std::vector<std::string> skipped;   // "PATH: why", of files of that name that it passes over
    std::vector<std::string> places;    // where it looked
    std::string doubt;                  // why it cannot be known what it takes; empty: it is
};

// NAME has no slash. PATH is that of PROGRAM, which has a loader of a known libc.
LoaderSearch search_as_loader(const std::string& name, const ElfFile& program,
                              const std::string& path);

// What the loader of PROGRAM, which lies at PATH, makes of a preload's NAME with a slash: $ORIGIN
// and $LIB are replaced by glibc's. Nothing where that cannot be known.
std::optional<std::string> expand_as_loader(const std::string& name, const ElfFile& program,
                                            const std::string& path);

}  // namespace landlock_preload
