// SPDX-License-Identifier: MIT
//
// The directories that loaders search, as text: lists of them, and what glibc's loader has built
// in. Distributions build different ones in, and no file says which; but they stand in the loader's
// own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace landlock_preload {

// An empty item stays one.
std::vector<std::string> split_list(std::string_view text, std::string_view separators);

// An empty DIRECTORY is the working directory.
std::string join_path(const std::string& directory, const std::string& name);

// DIRECTORY with glibc's $ORIGIN and $LIB replaced. Nothing where it has a $PLATFORM, whose value
// is the kernel's word for the processor, or an $ORIGIN and ORIGIN is empty.
std::optional<std::string> expand_loader_tokens(std::string_view directory,
                                                const std::string& origin, const std::string& lib);

// Whether TEXT has any of these.
bool has_loader_token(std::string_view text);

// LOADER holds the bytes of glibc's loader. Its directories are all that stands there as
// "/…lib…/" and a NUL, in their order.
std::vector<std::string> find_built_in_directories(const std::string& loader);

// The path of its cache; empty: none.
std::string find_loader_cache_path(const std::string& loader);

// What its $LIB stands for, by the first directory: lib/x86_64-linux-gnu, or lib64.
std::string find_loader_lib(const std::vector<std::string>& built_in);

}  // namespace landlock_preload
