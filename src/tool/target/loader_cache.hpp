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

// Whether the bytes of the file are as ldconfig writes them, from the first to the last entry. What
// a loader finds in others is not known.
bool is_sound_loader_cache(std::string_view cache, const ElfFile& program);

// The entries for NAME that the loader of PROGRAM looks at in a sound cache, in their order.
// Nothing where what it looks at is damaged.
std::optional<std::vector<CachedLibrary>> find_in_loader_cache(std::string_view cache,
                                                               const std::string& name,
                                                               const ElfFile& program);

}  // namespace landlock_preload
