// SPDX-License-Identifier: MIT
#pragma once

#include <sys/stat.h>

#include <cstdint>

#include "base/unique_fd.hpp"

namespace landlock_preload {

enum class Lookup : unsigned char {
    found,
    missing,         // only the last component is
    not_filesystem,  // a pipe, socket or other object of the kernel that Landlock never restricts
    unknown          // the code says why, or is 0
};

// What a path leads to, as the kernel would find it.
struct PathLookup {
    Lookup outcome = Lookup::unknown;
    int code = 0;        // an errno
    UniqueFd directory;  // that holds the last component; open where found or missing
    UniqueFd object;     // open where found
    struct stat status = {};
    bool is_detached = false;  // found, but not below any directory: deleted
};

// The mount that a file was reached through, from Linux 5.8. All zero: not known.
struct Mount {
    std::uint64_t id = 0;
    bool is_root = false;  // the file is the root of that mount
};
Mount mount_of(int directory, const char* path = "");

// FOLLOW: the last component too, where it is a link. A pointer to PATH need only live until this
// returns.
enum class Follow : bool { no, yes };
PathLookup locate(const char* path, Follow follow);

}  // namespace landlock_preload
