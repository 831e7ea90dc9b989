// SPDX-License-Identifier: MIT
#include "tool/target/elf_reader.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <limits>

namespace landlock_preload {

ElfReader::ElfReader(int fd, std::string path) : fd_(fd), path_(std::move(path)) {
    struct stat status = {};
    if (fstat(fd_, &status) != 0) fail(path_, "cannot read: " + errno_text(errno), errno);
    size_ = static_cast<std::uint64_t>(status.st_size);
}

std::size_t ElfReader::read_some(std::uint64_t offset, char* bytes, std::size_t size) const {
    if (size > window_.size()) return read_bytes(offset, bytes, size);
    const bool is_near = offset >= start_ && offset - start_ <= length_;
    if (!is_near || length_ - (offset - start_) < size) {
        start_ = offset;
        length_ = read_bytes(offset, window_.data(), window_.size());
    }
    const auto at = static_cast<std::size_t>(offset - start_);
    const std::size_t count = std::min(size, length_ - at);
    std::copy_n(window_.begin() + static_cast<std::ptrdiff_t>(at), count, bytes);
    return count;
}

std::size_t ElfReader::read_bytes(std::uint64_t offset, char* bytes, std::size_t size) const {
    std::size_t count = 0;
    while (count < size) {
        if (offset > static_cast<std::uint64_t>(std::numeric_limits<off_t>::max()) - count) break;
        const auto at = static_cast<off_t>(offset + count);
        const ssize_t got = pread(fd_, bytes + count, size - count, at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(path_, "cannot read: " + errno_text(errno), errno);
        if (got == 0) break;
        count += static_cast<std::size_t>(got);
    }
    return count;
}

}  // namespace landlock_preload
