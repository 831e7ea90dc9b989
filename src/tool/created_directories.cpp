// SPDX-License-Identifier: MIT
//
// What a start would make by `createDirectory` (see sandbox/open_path.cpp), foreseen: the same
// walk, which asks whether a directory may be made instead of making it.
#include "tool/created_directories.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "base/unique_fd.hpp"
#include "query/decision.hpp"
#include "sandbox/open_path.hpp"

namespace landlock_preload {
namespace {

// Whether NAME, which leads nowhere, may be made in a directory. The kernel's own filesystems let
// nobody make one, whatever the modes are.
bool can_make(int directory, const std::string& name) {
    struct stat status = {};
    if (fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) return false;
    if (fstat(directory, &status) != 0 || status.st_nlink == 0) return false;
    struct statfs filesystem = {};
    if (fstatfs(directory, &filesystem) != 0) return false;
    for (const long kernels : {PROC_SUPER_MAGIC, SYSFS_MAGIC, DEBUGFS_MAGIC, TRACEFS_MAGIC,
                               SECURITYFS_MAGIC, DEVPTS_SUPER_MAGIC}) {
        if (filesystem.f_type == kernels) return false;
    }
    const std::string place = "/proc/self/fd/" + std::to_string(directory);
    return faccessat(AT_FDCWD, place.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
}

// Whether all names from AT on can be those of new directories.
bool are_new_names(const std::filesystem::path& rest) {
    constexpr std::size_t kLongestName = 255;
    return std::all_of(rest.begin(), rest.end(), [](const std::filesystem::path& name) {
        return name != ".." && name.native().size() <= kLongestName;
    });
}

bool is_made_by_start(const ResolvedPath& path) {
    if (!path.options.create_directory || path.options.type == PathType::file) return false;
    const std::string& text = path.path;
    UniqueFd directory = open_object(AT_FDCWD, text.starts_with('/') ? "/" : ".", true);
    std::size_t at = 0;
    while (directory.is_open()) {
        const std::size_t start = text.find_first_not_of('/', at);
        if (start == std::string::npos) return false;  // it is there
        at = std::min(text.find('/', start), text.size());
        const std::string name = text.substr(start, at - start);
        const bool is_last = text.find_first_not_of('/', at) == std::string::npos;
        UniqueFd next = open_object(directory.get(), name.c_str(), !path.options.no_symlinks);
        if (!next.is_open()) {
            return errno == ENOENT && (is_last || at > path.must_exist) &&
                   can_make(directory.get(), name) && are_new_names(text.substr(start));
        }
        directory = std::move(next);
    }
    return false;
}

std::filesystem::path locate(const std::string& path) {
    std::error_code error;
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
}

bool is_within(const std::filesystem::path& path, const std::filesystem::path& directory) {
    const auto [rest, at] =
        std::mismatch(directory.begin(), directory.end(), path.begin(), path.end());
    return rest == directory.end() || (rest->empty() && std::next(rest) == directory.end());
}

bool is_missing(const std::string& path) {
    struct stat status = {};
    return stat(path.c_str(), &status) != 0 && errno == ENOENT;
}

}  // namespace

std::vector<ResolvedPath> take_created_directories(ResolvedPolicy& policy) {
    std::vector<ResolvedPath> made;
    std::vector<std::filesystem::path> places;
    std::erase_if(policy.paths, [&](ResolvedPath& path) {
        bool is_made = is_made_by_start(path);
        // An earlier rule may make it, or more below it.
        if (!is_made && path.options.type != PathType::file && is_missing(path.path)) {
            is_made = std::ranges::any_of(places, [place = locate(path.path)](const auto& other) {
                return is_within(other, place);
            });
        }
        path.options.create_directory = false;
        if (!is_made) return false;
        places.push_back(locate(path.path));
        made.push_back(std::move(path));
        return true;
    });
    return made;
}

std::vector<ResolvedPath> find_created(const std::vector<ResolvedPath>& made,
                                       const std::string& path, AccessMask& needed) {
    std::vector<ResolvedPath> found;
    const std::filesystem::path asked = locate(path);
    for (const ResolvedPath& one : made) {
        const std::filesystem::path directory = locate(one.path);
        if (!is_within(asked, directory)) continue;
        // Names are decided by the directory that they are in.
        const AccessMask granted =
            one.allowed_access & ~(asked == directory ? kNameAccess : AccessMask{0});
        if ((needed & granted) == 0) continue;
        needed &= ~granted;
        found.push_back(one);
    }
    return found;
}

std::string first_missing(const std::string& path) {
    const std::filesystem::path whole(path);
    std::filesystem::path way;
    for (const std::filesystem::path& name : whole) {
        way /= name;
        if (is_missing(way.native())) return way.native();
    }
    return path;
}

}  // namespace landlock_preload
