// SPDX-License-Identifier: MIT
//
// Which descriptors are open, if possible without /proc, which costs as much as several rules to
// look into and may not be there. fcntl(F_GETFD) looks at the process's table and nothing else.
//
// Where the table ends is known of select(2): it leaves out what lies beyond the end, and fails
// with EBADF for what lies within and is closed, before it looks at any descriptor. So it is only
// asked about one that is closed.
#include "sandbox/descriptors.hpp"

#include <fcntl.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/directory.hpp"
#include "base/process_calls.hpp"
#include "base/unique_fd.hpp"

namespace landlock_preload {
namespace {

constexpr int kFirstTable = 64;    // what a process starts with
constexpr int kScriptTable = 256;  // as of a shell that reads a script by descriptor 255

bool is_beyond_table(int fd) {
    return !is_open_descriptor(fd) && !is_closed_in_table(fd);
}

bool visit_listed(void (*visit)(void*, int), void* data) {
    const UniqueFd list(open_named("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return list.is_open() && read_names(list.get(), [&](const char* name) {
               int fd = -1;
               std::from_chars(name, name + std::strlen(name), fd);
               if (fd >= 0 && fd != list.get()) visit(data, fd);
           });
}

}  // namespace

bool visit_open_descriptors(void (*visit)(void* data, int fd), void* data) {
    int last = kFirstTable;
    if (!is_beyond_table(last)) last = kScriptTable;
    if (last != kFirstTable && !is_beyond_table(last)) return visit_listed(visit, data);
    for (int fd = 0; fd < last; ++fd) {
        if (is_open_descriptor(fd)) visit(data, fd);
    }
    return true;
}

}  // namespace landlock_preload
