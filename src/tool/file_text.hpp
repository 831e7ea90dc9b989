// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace landlock_preload {

// The whole file, up to 64 MiB; empty, with errno set, if it cannot be read.
std::string read_whole_file(const std::string& path);

}  // namespace landlock_preload
