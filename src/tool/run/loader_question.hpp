// SPDX-License-Identifier: MIT
//
// Asks the loader of a program which files it would open for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace landlock_preload {

// What a loader says of the libraries of a program.
struct LoaderAnswer {
    std::vector<std::string> files;
    std::vector<std::string> missing;  // names that it does not find
    std::string complaint;             // the last line that is about neither; empty: none
};

// TEXT: what glibc's or musl's loader prints for --list.
LoaderAnswer read_loader_answer(std::string_view text);

// The files that LOADER would open for PROGRAM, started with ENVIRONMENT, which ends with nullptr.
// Throws Diagnostics, where a library is not found in the name of that.
std::vector<std::string> ask_loader(const std::string& loader, const std::string& program,
                                    char** environment);

}  // namespace landlock_preload
