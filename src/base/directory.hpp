// SPDX-License-Identifier: MIT
//
// What a directory contains, by system calls of our own: libc's opendir() and readdir() take memory
// from the host's malloc and may be hooked.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"

namespace landlock_preload {

// Reads a directory entry by entry, in the kernel's order, without "." and "..".
class DirectoryReader {
  public:
    // An autofs or network mount at the path is made, as for any other visitor.
    explicit DirectoryReader(const char* path);
    // One that is open, which is in no list of those that were read.
    explicit DirectoryReader(UniqueFd fd);

    // Goes on to the next entry; false at the end, and where error() is set.
    bool next();

    [[nodiscard]] const char* name() const { return name_; }
    [[nodiscard]] unsigned char type() const { return type_; }  // DT_LNK, DT_UNKNOWN …
    [[nodiscard]] int fd() const { return fd_.get(); }
    [[nodiscard]] int error() const { return error_; }  // errno of opening or reading, or 0

  private:
    UniqueFd fd_;
    std::unique_ptr<char[]> buffer_;  // stacks may be small
    std::size_t at_ = 0;
    std::size_t end_ = 0;
    const char* name_ = "";
    unsigned char type_ = 0;
    int error_ = 0;
};

// From now on the paths of directories that are opened by them are added to LIST, which outlives
// that.
void list_read_directories(std::vector<std::string>& list);

// The text of a file of a few pages; empty where it cannot be read.
std::string read_small_file(const char* path);

// What a link says; empty where it cannot be read.
std::string link_target(const char* path);

// The kernel's own name for what FD is open on, or nothing.
std::string descriptor_path(int fd);

// Sorts by bytes: needs neither more stack nor more memory for more names.
void sort_names(std::vector<std::string>& names);

}  // namespace landlock_preload
