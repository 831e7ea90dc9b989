// SPDX-License-Identifier: MIT
//
// Where below a directory glibc's loader looks first, for processors that can run what lies there.
#pragma once

#include <string>
#include <vector>

namespace landlock_preload {

struct Variants {
    std::vector<std::string> paths;  // of files that may be there
    std::string unlisted;            // "DIRECTORY: why", which could not be listed; empty: none
};

// Of the file NAME in DIRECTORY. Which of them the loader takes depends on its version and on the
// processor.
Variants find_variants(const std::string& directory, const std::string& name);

}  // namespace landlock_preload
