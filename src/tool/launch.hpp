// SPDX-License-Identifier: MIT
//
// What the kernel opens to execute a file.
#pragma once

#include <string>
#include <vector>

#include "landlock/access.hpp"

namespace landlock_preload {

struct LaunchedFile {
    std::string role;  // "its loader"; empty: the file itself
    std::string path;
    AccessMask needs;
};

// The file, the interpreters of a script, and the loader. None where it is no program, or cannot be
// read: then there is nothing to say but about the file itself.
std::vector<LaunchedFile> find_launched_files(const std::string& path);

}  // namespace landlock_preload
