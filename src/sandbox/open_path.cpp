// SPDX-License-Identifier: MIT
//
// From a rule's path to its object, which may have to be mounted or made first.
//
// What is opened with O_PATH alone is the place that autofs, NFS or AFS would mount something on,
// and a rule there grants nothing of it. So a path is opened as a directory first, which makes them
// mount as for any visitor.
//
// `createDirectory` walks a path component by component, as the kernel does, and makes what is
// missing. With `noSymlinks` it goes through no link, so that nothing is made behind one; and never
// is anything made where a link leads nowhere.
#include "sandbox/open_path.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/process_calls.hpp"

namespace landlock_preload {
namespace {

constexpr int kPlace = O_PATH | O_CLOEXEC;

int open_resolved(int directory, const char* name, int flags, bool through_links) {
    constexpr long kOpenat2 = 437;
    constexpr std::uint64_t kResolveNoSymlinks = 4;
    if (through_links) return open_at(directory, name, flags);
    struct {
        std::uint64_t flags, mode, resolve;
    } const how = {static_cast<std::uint64_t>(flags), 0, kResolveNoSymlinks};
    return static_cast<int>(system_call(kOpenat2, directory, name, &how, sizeof(how)));
}

}  // namespace

UniqueFd open_object(int directory, const char* name, bool through_links, bool is_file) {
    if (!is_file) {
        const int fd = open_resolved(directory, name, kPlace | O_DIRECTORY, through_links);
        if (fd >= 0 || errno != ENOTDIR) return UniqueFd(fd);
    }
    return UniqueFd(open_resolved(directory, name, kPlace, through_links));
}

UniqueFd open_path(const ResolvedPath& path, bool& is_without_links) {
    const bool is_file = path.options.type == PathType::file;
    UniqueFd fd = open_object(AT_FDCWD, path.path.c_str(), false, is_file);
    // ENOSYS and EPERM: a container's filter.
    is_without_links = fd.is_open() || (errno != ELOOP && errno != ENOSYS && errno != EPERM);
    if (is_without_links || path.options.no_symlinks) return fd;
    return open_object(AT_FDCWD, path.path.c_str(), true, is_file);
}

// Makes one directory, whose mode is 0700 whatever the umask is.
int MadeDirectories::make_one(int directory, const char* name, std::string path) {
    if (system_call(SYS_mkdirat, directory, name, S_IRWXU) != 0) return errno;
    const UniqueFd made(open_at(directory, name, kPlace | O_DIRECTORY | O_NOFOLLOW));
    struct stat status = {};
    if (!made.is_open() || stat_descriptor(made.get(), status) != 0) return errno;
    made_.push_back({std::move(path), status.st_dev, status.st_ino});
    if ((status.st_mode & S_IRWXU) == S_IRWXU) return 0;
    const DescriptorLink link(made.get());
    return system_call(SYS_fchmodat, AT_FDCWD, link.path, S_IRWXU) == 0 ? 0 : errno;
}

int MadeDirectories::make(const ResolvedPath& path) {
    const std::string& text = path.path;
    UniqueFd directory(open_named(text.starts_with('/') ? "/" : ".", kPlace | O_DIRECTORY));
    std::size_t at = 0;
    while (directory.is_open()) {
        const std::size_t start = text.find_first_not_of('/', at);
        if (start == std::string::npos) return 0;
        at = std::min(text.find('/', start), text.size());
        const std::string name = text.substr(start, at - start);
        const bool is_last = text.find_first_not_of('/', at) == std::string::npos;
        UniqueFd next = open_object(directory.get(), name.c_str(), !path.options.no_symlinks);
        if (!next.is_open() && errno == ENOENT && (is_last || at > path.must_exist)) {
            const int code = make_one(directory.get(), name.c_str(), text.substr(0, at));
            if (code != 0 && code != EEXIST) return code;
            next = open_object(directory.get(), name.c_str(), !path.options.no_symlinks);
        }
        directory = std::move(next);
    }
    return errno;
}

MadeDirectories::~MadeDirectories() {
    for (; !made_.empty(); made_.pop_back()) {
        const Made& made = made_.back();
        struct stat status = {};
        if (stat_path(made.path.c_str(), status, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (status.st_dev != made.device || status.st_ino != made.inode) continue;
        system_call(SYS_unlinkat, AT_FDCWD, made.path.c_str(), AT_REMOVEDIR);
    }
}

}  // namespace landlock_preload
