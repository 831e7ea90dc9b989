// SPDX-License-Identifier: MIT
//
// open(2) and its kin. Landlock asks when a file is opened (hook_file_open), and before that when
// O_CREAT has to make it (hook_path_mknod), on the directory where it is made.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include "observe/engine_parts.hpp"

namespace landlock_preload {
namespace {

constexpr int kMaxLinks = 40;  // the kernel's

AccessMask rights_to_open(std::uint64_t flags) {
    switch (flags & O_ACCMODE) {
        case O_RDONLY:
            return fs_access("read_file");
        case O_WRONLY:
            return fs_access("write_file");
        case O_RDWR:
            return fs_access("read_file", "write_file");
    }
    return 0;  // for ioctl(2) alone
}

// What the modes of the file have to allow; of the fourth way to open, both.
int modes_to_open(std::uint64_t flags) {
    const std::uint64_t way = flags & O_ACCMODE;
    const int modes = (way != O_WRONLY ? R_OK : 0) | (way != O_RDONLY ? W_OK : 0);
    return (flags & O_TRUNC) != 0 ? modes | W_OK : modes;
}

constexpr std::uint64_t kNameless = O_TMPFILE & ~O_DIRECTORY;

// Linux 6.4 and later refuse to make a directory by open(2); those before make a file, and refuse
// it then. A file without a name is there to be written to.
bool are_contradictory(std::uint64_t flags) {
    if ((flags & O_DIRECTORY) != 0 && (flags & O_CREAT) != 0) return true;
    return (flags & kNameless) != 0 &&
           ((flags & O_DIRECTORY) == 0 || (flags & O_ACCMODE) == O_RDONLY);
}

// "/proc/N/mem" is opened by who may trace process N; 0: it is no such file.
pid_t process_of_memory(const std::string& path) {
    constexpr int kDecimal = 10;
    if (!path.starts_with("/proc/") || !path.ends_with("/mem")) return 0;
    return static_cast<pid_t>(std::strtol(path.c_str() + 6, nullptr, kDecimal));
}

bool must_be_new(std::uint64_t flags) {
    return (flags & O_CREAT) != 0 && (flags & O_EXCL) != 0;
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion): as deep as kMaxLinks
void Engine::open_file(const OpenCall& open, int links) {
    if ((open.flags & O_PATH) != 0 || are_contradictory(open.flags)) return;
    const bool follows = (open.flags & O_NOFOLLOW) == 0 && !must_be_new(open.flags);
    const Found file = world_.find(open.name, follows ? Follow::yes : Follow::no, open.resolve);
    if (file.is_untraceable) remark(RemarkKind::trace);
    if (file.error == 0) return open_existing(open, file);
    if (file.error == ENOENT && (open.flags & O_CREAT) != 0 &&
        (open.flags & O_TMPFILE) != O_TMPFILE) {
        open_missing(open, links);
    }
}

// By the number of a file, and no name.
void Engine::operator()(const OpenHandle& open) {
    if ((open.flags & O_PATH) != 0) return;
    const Found file = world_.find_handle(open.mount, open.handle);
    if (file.error == 0) open_existing({{AT_FDCWD, file.path}, open.flags}, file);
}

void Engine::open_existing(const OpenCall& open, const Found& file) {
    AccessMask rights = rights_to_open(open.flags);
    if (must_be_new(open.flags) || S_ISLNK(file.mode) || S_ISSOCK(file.mode)) return;
    if (file.path.empty()) return;  // a pipe, or a memory file
    if ((open.flags & O_TMPFILE) == O_TMPFILE) {
        // The file without a name is judged as if it were in that directory.
        if (!file.is_directory() || !world_.may(file, W_OK | X_OK)) return;
        need(file, rights, open.name.path);
        return;
    }
    if (file.is_directory()) {
        const bool is_refused =
            (rights & fs_access("write_file")) != 0 || (open.flags & (O_CREAT | O_TRUNC)) != 0;
        if (is_refused || rights == 0 || !world_.may(file, R_OK)) return;
        need(file, fs_access("read_dir"), open.name.path);
        return;
    }
    if ((open.flags & O_DIRECTORY) != 0 || split_path(open.name.path).must_be_directory) return;
    const pid_t process = process_of_memory(file.path);
    if (process != 0) (*this)(TraceProcess{process});
    if ((open.flags & O_TRUNC) != 0 && file.is_regular()) rights |= fs_access("truncate");
    if (S_ISCHR(file.mode) || S_ISBLK(file.mode)) findings.devices.push_back(file);
    if (rights == 0 || !world_.may(file, modes_to_open(open.flags))) return;
    Need& found = need(file, rights, open.name.path);
    found.would_create = (open.flags & O_CREAT) != 0 && file.is_regular();
}

// NOLINTNEXTLINE(misc-no-recursion): see there
void Engine::open_missing(const OpenCall& open, int links) {
    const EntryPlace where = place(open.name, open.resolve);
    if (!where.is_usable() || where.must_be_directory) return;
    if (where.entry.error == 0) {  // a link that leads to nothing: the file is made where it leads
        const std::string target = world_.read_link_text(where.entry);
        if (target.empty() || links == kMaxLinks || (open.flags & O_NOFOLLOW) != 0) return;
        OpenCall next = open;
        const std::string directory = split_path(open.name.path).directory;
        next.name.path = target.front() == '/' ? target : directory + '/' + target;
        return open_file(next, links + 1);
    }
    if (!world_.may(where.directory, W_OK | X_OK)) return;
    need(where.directory, fs_access("make_reg"), open.name.path);
    findings.made.push_back(where.path());
    const AccessMask rights = rights_to_open(open.flags);
    if (rights == 0) return;
    Need& opened = need(where.directory, rights, open.name.path);
    opened.path = where.path();
    opened.is_directory = false;
    opened.is_new = true;
}

}  // namespace landlock_preload
