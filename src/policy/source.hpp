// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "base/unique_fd.hpp"

namespace landlock_preload {

inline constexpr std::size_t kMaxPolicySize = std::size_t{1} << 20;  // bytes

enum class SourceKind : unsigned char { inline_text, descriptor, file, directory };

// A policy's text, and where it came from.
struct Source {
    SourceKind kind = SourceKind::file;
    std::string name;  // the file's path as given, "LANDLOCK_POLICY" or "fd:N"
    std::string text;  // of a directory: none
    dev_t device = 0;  // of a file
    ino_t inode = 0;
    // A path that decides over the next start as well: of a descriptor, that of the file behind it;
    // of a ready policy, the one that would be found first.
    std::string origin = {};
};

// Reads the policy that the value of LANDLOCK_POLICY means: the text itself, a descriptor's
// content (the descriptor is closed afterwards), a ready policy's, or a regular file's. Throws
// Diagnostics (environment for a blank value, else load).
Source read_source(const char* value);

// A regular file or directory, opened and looked at, and not read yet.
struct OpenFile {
    UniqueFd fd;
    std::string name;
    bool is_directory = false;
    std::size_t size = 0;
    dev_t device = 0;
    ino_t inode = 0;
};

// Opens a file or directory, whatever its name looks like. Throws Diagnostics; HINT is what to
// say where it cannot be opened, and MAY_BE_STREAM, whether fd:N could stand here.
OpenFile open_file(const std::string& path, const std::string& hint = {},
                   bool may_be_stream = true);

// What it holds; closes it. Throws Diagnostics.
Source read_file(OpenFile file);

// What FD holds to its end; BY_POSITION: a file from its beginning, wherever others have read it
// to. NAME is for messages. Throws Diagnostics.
std::string read_stream(int fd, const std::string& name, bool by_position = false);

// Open and read it.
Source read_path(const std::string& path);

// The ready policy that NAME means, with its "@". Throws Diagnostics; WHERE it was written.
Source read_ready(std::string_view name, const std::string& where);

// From now on this file is none to read a policy from: something else is to be written to it.
// Whoever reads it gets Diagnostics, and is_reserved_file_found() is true from then on.
void reserve_file(dev_t device, ino_t inode);
bool is_reserved_file_found();

}  // namespace landlock_preload
