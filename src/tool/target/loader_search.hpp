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

// The file that names musl's directories, by the path of its loader.
std::string find_musl_path_file(const std::string& interpreter);

// Where musl's loader looks. LIBRARY_PATH is the value of LD_LIBRARY_PATH.
LoaderSearch search_as_musl(const std::string& name, const ElfFile& program,
                            const std::string& library_path);

// Where below a directory glibc's loader looks first, for processors that can run what lies there.
struct Variants {
    std::vector<std::string> paths;  // of files that may be there
    std::string unlisted;            // "DIRECTORY: why", which could not be listed; empty: none
};

// Of the file NAME in DIRECTORY. Which of them the loader takes depends on its version and on the
// processor.
Variants find_variants(const std::string& directory, const std::string& name);

}  // namespace landlock_preload
