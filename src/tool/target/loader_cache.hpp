// SPDX-License-Identifier: MIT
//
// What ldconfig(8) has written down for glibc's loader: the paths of the libraries in the
// directories of /etc/ld.so.conf.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tool/target/elf_file.hpp"

namespace landlock_preload {

struct CachedLibrary {
    std::string path;
    bool is_for_some_processors = false;  // taken by the loader on processors that can run it only
};

// The entries for NAME that the loader of PROGRAM looks at, in their order. CACHE holds the bytes
// of the file. Nothing if that is not as ldconfig writes it, from the first to the last entry: what
// the loader finds in it then is not known.
std::optional<std::vector<CachedLibrary>> find_in_loader_cache(std::string_view cache,
                                                               const std::string& name,
                                                               const ElfFile& program);

}  // namespace landlock_preload
