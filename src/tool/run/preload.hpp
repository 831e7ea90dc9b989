// SPDX-License-Identifier: MIT
//
// Whether the library can be preloaded into a program, and the environment that has it so.
#pragma once

#include <string>
#include <vector>

#include "tool/run/environment_copy.hpp"
#include "tool/run/program.hpp"
#include "tool/target/obstacle.hpp"

namespace landlock_preload {

struct Preload {
    PreloadLibrary library;  // its path is absolute
    std::string obstacle;    // why no preload takes effect in this program; empty: it does

    [[nodiscard]] bool takes_effect() const { return obstacle.empty(); }
};

// GIVEN: what the user names; empty: the library that belongs to this tool.
std::string name_library(const std::string& given);

// Throws Diagnostics where the program could use a library and this is none.
Preload find_preload(const std::string& given, const ProgramToRun& program);

// The absolute path of a file that is named from the working directory. Throws Diagnostics.
std::string absolute_path(const std::string& path);

// What LD_PRELOAD is without this library; empty: nothing.
std::string find_other_preloads(const EnvironmentCopy& environment, const Preload& preload);

}  // namespace landlock_preload
