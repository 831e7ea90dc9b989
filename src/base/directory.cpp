// SPDX-License-Identifier: MIT
//
// getdents64(2) fills a buffer with records of varying length. A name that is added, removed or
// renamed meanwhile may be seen or not; whatever was there all the time is seen.
#include "base/directory.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

#include "base/path_page.hpp"
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

DirectoryReader::DirectoryReader(UniqueFd fd) : fd_(std::move(fd)), error_(fd_.error()) {}

DirectoryReader::DirectoryReader(const char* path)
    : DirectoryReader(UniqueFd(open_named(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK))) {
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

std::string read_small_file(const char* path) {
    constexpr std::size_t kPage = 4096;
    std::string text;
    const UniqueFd file(open_named(path, O_RDONLY | O_CLOEXEC));
    for (ssize_t got = file.is_open() ? 1 : 0; got > 0;) {
        const std::size_t length = text.size();
        text.resize(length + kPage);
        got = read_bytes(file.get(), text.data() + length, kPage);
        text.resize(length + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    return text;
}

std::string link_target(const char* path) {
    const PathPage page;
    if (page.text() == nullptr) throw std::bad_alloc();
    const ssize_t length = read_link(path, page.text(), PathPage::kSize);
    return {page.text(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
}

std::string descriptor_path(int fd) {
    return link_target(DescriptorLink(fd).path);
}

void sort_names(std::vector<std::string>& names) {
    std::make_heap(names.begin(), names.end());
    std::sort_heap(names.begin(), names.end());
}

}  // namespace landlock_preload
