// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace landlock_preload {

// What is left of FD, up to MOST bytes; whatever cannot be read is its end, with errno set.
std::string read_to_end(int fd, std::size_t most = std::size_t{64} << 20U);

// The whole file, up to 64 MiB; empty, with errno set, if it cannot be read.
std::string read_whole_file(const std::string& path);

// The same without a copy, of which pages would have to be made: those of the kernel are looked at.
// A file that is cut short meanwhile ends whoever looks, so this is for files of the system's.
class MappedFile {
  public:
    explicit MappedFile(const char* path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    MappedFile(MappedFile&&) = delete;
    MappedFile& operator=(MappedFile&&) = delete;

    [[nodiscard]] std::string_view bytes() const { return {bytes_, size_}; }

  private:
    char* bytes_ = nullptr;
    std::size_t size_ = 0;
};

// Writes all of TEXT. False, with errno set, where that failed.
bool write_whole(int fd, std::string_view text);

}  // namespace landlock_preload
