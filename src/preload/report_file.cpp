// SPDX-License-Identifier: MIT
//
// A file that many starts append their reports to is as good as its worst line: half a line, of a
// start on a full filesystem, would make the next one unreadable as well. So what could not be
// written whole is taken back, and where that was not possible, or another program was the cause,
// the next start ends the line first.
//
// Only files of the kernel's own filesystems are looked into: a server's may never answer.
#include "preload/report_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/process_calls.hpp"
#include "base/unique_fd.hpp"
#include "preload/output.hpp"

namespace landlock_preload {
namespace {

// Whether it is a regular file that is appended to, and its size.
bool find_size(int fd, std::uint64_t& size) {
    Statx status = {};
    if (fd < 0 || (descriptor_flags(fd) & O_APPEND) == 0) return false;
    if (read_statx(fd, "", AT_EMPTY_PATH | kStatxDontSync, kStatxBasic, status) != 0) return false;
    size = status.size;
    return S_ISREG(status.mode) && is_on_own_filesystem(status);
}

bool read_last_byte(int fd, std::uint64_t size, char& byte) {
    const UniqueFd file(
        open_named(DescriptorLink(fd).path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file.is_open()) return false;
    return read_bytes_at(file.get(), &byte, 1, static_cast<std::size_t>(size - 1)) == 1;
}

}  // namespace

void end_last_line(int fd) {
    std::uint64_t size = 0;
    char last = '\n';
    if (!find_size(fd, size) || size == 0 || !read_last_byte(fd, size, last)) return;
    if (last != '\n') write_bytes(fd, "\n", 1);
}

Appending::Appending(int fd) : fd_(fd), is_file_(find_size(fd, size_)) {}

void Appending::take_back(std::size_t length) const {
    std::uint64_t now = 0;
    if (!is_file_ || !find_size(fd_, now) || now <= size_ || now - size_ >= length) return;
    system_call(SYS_ftruncate, fd_, static_cast<long>(size_));
}

}  // namespace landlock_preload
