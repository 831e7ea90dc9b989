// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "tool/target/elf_file.hpp"
#include "tool/target/loader_search.hpp"

namespace landlock_preload {

// The file that names musl's directories, by the path of its loader.
std::string find_musl_path_file(const std::string& interpreter);

// Where musl's loader looks. LIBRARY_PATH is the value of LD_LIBRARY_PATH.
LoaderSearch search_as_musl(const std::string& name, const ElfFile& program,
                            const std::string& library_path);

}  // namespace landlock_preload
