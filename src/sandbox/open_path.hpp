// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "policy/policy.hpp"

namespace landlock_preload {

// The directories that a start has made. They are removed again unless it says that it keeps them:
// a start that is refused leaves nothing behind.
class MadeDirectories {
  public:
    MadeDirectories() = default;
    ~MadeDirectories();
    MadeDirectories(MadeDirectories&& other) noexcept : made_(std::move(other.made_)) {}
    MadeDirectories(const MadeDirectories&) = delete;
    MadeDirectories& operator=(const MadeDirectories&) = delete;
    MadeDirectories& operator=(MadeDirectories&&) = delete;

    // Makes what is missing of a path with `createDirectory`, each directory with mode 0700; but
    // nothing of the value of the variable that it begins with. 0, or errno.
    int make(const ResolvedPath& path);
    void keep() { made_.clear(); }

  private:
    struct Made {
        std::string path;
        dev_t device;
        ino_t inode;
    };
    int make_one(int directory, const char* name, std::string path);
    std::vector<Made> made_;
};

// The object that NAME means in a directory, which has it mounted where it is a place for that.
// IS_FILE: it is to be one, so nothing is mounted for it.
UniqueFd open_object(int directory, const char* name, bool through_links, bool is_file = false);

// The object that a path means, or none with errno. IS_WITHOUT_LINKS: nearly all are, and the
// kernel tells it in the same call.
UniqueFd open_path(const ResolvedPath& path, bool& is_without_links);

}  // namespace landlock_preload
