// SPDX-License-Identifier: MIT
#include "tool/target/privilege.hpp"

#include <endian.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace landlock_preload {
namespace {

bool has_mount_flag(int fd, unsigned long flag) {
    struct statvfs status = {};
    return fstatvfs(fd, &status) == 0 && (status.f_flag & flag) != 0;
}

// Of this process, and so of all that it starts: no program gains a privilege by its file.
bool has_no_new_privs() {
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

// Set-id bits that count: setgid without execution for the group once meant mandatory locking.
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

// Whether the file gives capabilities. Inheritable ones alone give none to ordinary processes. With
// no_new_privs it gives none, and the kernel still sets AT_SECURE if they were to be effective.
bool gives_capabilities(int fd) {
    vfs_ns_cap_data data = {};
    const ssize_t size = fgetxattr(fd, "security.capability", &data, sizeof(data));
    if (size < 0) return errno == ERANGE;
    std::uint32_t any = data.magic_etc & htole32(VFS_CAP_FLAGS_EFFECTIVE);
    for (const auto& word : data.data) any |= has_no_new_privs() ? 0 : word.permitted;
    return any != 0;
}

}  // namespace

std::string find_privilege(int fd) {
    if (has_mount_flag(fd, ST_NOSUID)) return {};
    std::string set_id = has_no_new_privs() ? "" : find_set_id(fd);
    if (!set_id.empty()) return set_id;
    if (!gives_capabilities(fd)) return {};
    return std::string(
               "it has file capabilities, so the loader ignores LD_PRELOAD for everyone but root") +
           (getuid() == 0 ? ", which you are" : "");
}

std::string find_lost_privilege(int fd) {
    if (!has_no_new_privs() || has_mount_flag(fd, ST_NOSUID) || find_set_id(fd).empty()) return {};
    return "its set-id bit does not count here, as no_new_privs is set; started by a process "
           "without that, the loader ignores LD_PRELOAD";
}

}  // namespace landlock_preload
