// SPDX-License-Identifier: MIT
#include "tool/target/privilege.hpp"

#include <endian.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "base/process_calls.hpp"

namespace landlock_preload {
namespace {

bool has_mount_flag(int fd, unsigned long flag) {
    struct statvfs status = {};
    return fstatvfs(fd, &status) == 0 && (status.f_flag & flag) != 0;
}

// Set-id bits that count, for a process without no_new_privs: setgid without execution for the
// group once meant mandatory locking.
std::string find_set_id(int fd) {
    struct stat status = {};
    if (fstat(fd, &status) != 0) return {};
    const auto exempt = [](const char* kind, const char* names, bool is_own, unsigned id) {
        const std::string owner = std::to_string(id);
        return std::string("it is ") + kind + " (" + names + " " + owner +
               "), so the loader ignores LD_PRELOAD for everyone but " + names + " " + owner +
               (is_own ? ", which you are" : "");
    };
    if ((status.st_mode & S_ISUID) != 0) {
        return exempt("setuid", "uid", status.st_uid == getuid(), status.st_uid);
    }
    if ((status.st_mode & S_ISGID) != 0 && (status.st_mode & S_IXGRP) != 0) {
        return exempt("setgid", "gid", status.st_gid == getgid(), status.st_gid);
    }
    return {};
}

// What the file says of capabilities, a bit each.
struct FileCapabilities {
    std::uint64_t permitted = 0;
    std::uint64_t inheritable = 0;
    bool are_effective = false;
};

FileCapabilities read_file_capabilities(int fd) {
    vfs_ns_cap_data data = {};
    const ssize_t size = fgetxattr(fd, "security.capability", &data, sizeof(data));
    if (size < 0) return {0, 0, errno == ERANGE};
    FileCapabilities file;
    file.are_effective = (data.magic_etc & htole32(VFS_CAP_FLAGS_EFFECTIVE)) != 0;
    constexpr unsigned kWordBits = 32;
    for (unsigned shift = 0; const auto& word : data.data) {
        file.permitted |= std::uint64_t{le32toh(word.permitted)} << shift;
        file.inheritable |= std::uint64_t{le32toh(word.inheritable)} << shift;
        shift += kWordBits;
    }
    return file;
}

// Whether the program has capabilities of its file when it is started from here. An inheritable one
// needs the caller's to be inheritable as well. With no_new_privs no more are permitted than the
// caller's. The kernel sets AT_SECURE where any is left, since the ambient set is empty then, and
// wherever they were to be effective (security/commoncap.c).
bool gives_capabilities(const FileCapabilities& file) {
    const Capabilities own = read_capabilities();
    std::uint64_t given = file.permitted | (file.inheritable & own.inheritable);
    if (has_no_new_privs()) given &= own.permitted;
    return file.are_effective || given != 0;
}

}  // namespace

std::string find_privilege(int fd) {
    if (has_mount_flag(fd, ST_NOSUID)) return {};
    std::string set_id = has_no_new_privs() ? "" : find_set_id(fd);
    if (!set_id.empty()) return set_id;
    if (!gives_capabilities(read_file_capabilities(fd))) return {};
    return std::string(
               "it has file capabilities, so the loader ignores LD_PRELOAD for everyone but root") +
           (getuid() == 0 ? ", which you are" : "");
}

std::string find_lost_privilege(int fd) {
    if (has_mount_flag(fd, ST_NOSUID)) return {};
    if (has_no_new_privs() && !find_set_id(fd).empty()) {
        return "its set-id bit does not count here, as no_new_privs is set; started by a process "
               "without that, the loader ignores LD_PRELOAD";
    }
    if (read_file_capabilities(fd).inheritable == 0) return {};
    return "it has inheritable file capabilities; started by a process with one of them in its "
           "inheritable set (pam_cap, AmbientCapabilities=), the loader ignores LD_PRELOAD";
}

}  // namespace landlock_preload
