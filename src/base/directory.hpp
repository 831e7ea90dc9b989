// SPDX-License-Identifier: MIT
//
// The names in a directory, read by number and into a small buffer: opendir() and readdir() are
// hookable, and take memory of the host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/process_calls.hpp"

namespace landlock_preload {

// Calls VISIT with every name in the directory that FD is open on, "." and ".." included. False,
// with errno, where it could not be read to its end.
template <typename Visit>
bool read_names(int fd, Visit visit) {
    // struct linux_dirent64: the inode and the offset, 8 bytes each, the record's length, the type.
    constexpr std::size_t kLengthAt = 16;
    constexpr std::size_t kNameAt = 19;
    alignas(8) char buffer[1024];
    for (;;) {
        const ssize_t size = read_directory(fd, buffer, sizeof(buffer));
        if (size <= 0) return size == 0;
        for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
            std::uint16_t length = 0;
            std::memcpy(&length, buffer + at + kLengthAt, sizeof(length));
            visit(static_cast<const char*>(buffer + at + kNameAt));
            at += length;
        }
    }
}

}  // namespace landlock_preload
