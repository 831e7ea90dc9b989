// SPDX-License-Identifier: MIT
//
// Which descriptors are open, if possible without /proc, which costs as much as several rules to
// look into and may not be there. fcntl(F_GETFD) looks at the process's table and nothing else.
//
// Where the table ends is known of select(2): it leaves out what lies beyond the end, and fails
// with EBADF for what lies within and is closed, before it looks at any descriptor. So it is only
// asked about one that is closed.
//
// A list of /proc makes an inode of each descriptor, a hundred times the work of fcntl(). How many
// there are is known without one since Linux 6.2: it is the size of the directory.
#include "sandbox/descriptors.hpp"

#include <fcntl.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/directory.hpp"
#include "base/process_calls.hpp"

namespace landlock_preload {
namespace {

constexpr int kFirstTable = 64;    // what a process starts with
constexpr int kScriptTable = 256;  // as of a shell that reads a script by descriptor 255

bool is_beyond_table(int fd) {
    return !is_open_descriptor(fd) && !is_closed_in_table(fd);
}

// Where there are many, by their numbers, until all are found.
bool visit_counted(void (*visit)(void*, int), void* data) {
    constexpr std::uint64_t kMany = 256;
    constexpr std::uint64_t kMost = 1U << 20U;
    constexpr std::uint64_t kTriesForEach = 64;
    constexpr std::uint32_t kSize = 0x200;
    Statx status = {};
    if (read_statx(AT_FDCWD, "/proc/self/fd", 0, kSize, status) != 0) return false;
    std::uint64_t left = status.size;
    if (left < kMany || left > kMost) return false;
    const int last = static_cast<int>(left * kTriesForEach);
    for (int fd = 0; fd < last && left > 0; ++fd) {
        if (!is_open_descriptor(fd)) continue;
        visit(data, fd);
        --left;
    }
    return left == 0;
}

bool visit_listed(void (*visit)(void*, int), void* data) {
    DirectoryReader list(UniqueFd(open_named("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
    while (list.next()) {
        int fd = -1;
        std::from_chars(list.name(), list.name() + std::strlen(list.name()), fd);
        if (fd >= 0 && fd != list.fd()) visit(data, fd);
    }
    return list.error() == 0;
}

}  // namespace

bool visit_open_descriptors(void (*visit)(void* data, int fd), void* data) {
    int last = kFirstTable;
    if (!is_beyond_table(last)) last = kScriptTable;
    if (last != kFirstTable && !is_beyond_table(last)) {
        return visit_counted(visit, data) || visit_listed(visit, data);
    }
    for (int fd = 0; fd < last; ++fd) {
        if (is_open_descriptor(fd)) visit(data, fd);
    }
    return true;
}

}  // namespace landlock_preload
