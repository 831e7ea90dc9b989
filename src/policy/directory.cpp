// SPDX-License-Identifier: MIT
//
// getdents64(2) fills a buffer with records of varying length. A name that is added, removed or
// renamed meanwhile may be seen or not; whatever was there all the time is seen.
#include "policy/directory.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/process_calls.hpp"

namespace landlock_preload {
namespace {

constexpr std::size_t kBufferSize = 16384;

// The start of struct linux_dirent64; the name follows, with a NUL byte.
struct RecordHead {
    std::uint64_t inode;
    std::int64_t offset;
    std::uint16_t length;
    unsigned char type;
};
constexpr std::size_t kNameOffset = 19;

constinit std::vector<std::string>* read_directories = nullptr;  // the launcher's

}  // namespace

DirectoryReader::DirectoryReader(const char* path)
    : fd_(open_named(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK)),
      error_(fd_.is_open() ? 0 : errno) {
    if (fd_.is_open() && read_directories != nullptr) read_directories->emplace_back(path);
}

bool DirectoryReader::next() {
    while (error_ == 0) {
        if (at_ == end_) {
            if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(kBufferSize);
            const ssize_t got = read_directory(fd_.get(), buffer_.get(), kBufferSize);
            if (got < 0) error_ = errno;
            if (got <= 0) return false;
            at_ = 0;
            end_ = static_cast<std::size_t>(got);
        }
        RecordHead head = {};
        std::memcpy(&head, buffer_.get() + at_, kNameOffset);
        name_ = buffer_.get() + at_ + kNameOffset;
        type_ = head.type;
        at_ += head.length;
        const std::string_view name = name_;
        if (name != "." && name != "..") return true;
    }
    return false;
}

void list_read_directories(std::vector<std::string>& list) {
    read_directories = &list;
}

void sort_names(std::vector<std::string>& names) {
    std::make_heap(names.begin(), names.end());
    std::sort_heap(names.begin(), names.end());
}

}  // namespace landlock_preload
