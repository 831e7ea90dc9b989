// SPDX-License-Identifier: MIT
//
// The system calls about files: see process_calls.hpp.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/system_call.hpp"

namespace landlock_preload {

// struct statx (linux/stat.h), which older headers lack.
struct Statx {
    std::uint32_t mask;
    std::uint32_t block_size;
    std::uint64_t attributes;
    std::uint32_t links;
    std::uint32_t user;
    std::uint32_t group;
    std::uint16_t mode;
    std::uint16_t unused;
    std::uint64_t inode;
    std::uint64_t size;
    std::uint64_t blocks;
    std::uint64_t attributes_mask;
    struct {
        std::int64_t seconds;
        std::uint32_t nanoseconds;
        std::int32_t unused;
    } accessed, born, changed, modified;
    std::uint32_t node_major, node_minor;
    std::uint32_t device_major, device_minor;
    std::uint64_t mount_id;
    std::uint64_t later[13];
};
static_assert(sizeof(Statx) == 256);
constexpr std::uint32_t kStatxBasic = 0x7ff;
constexpr int kStatxDontSync = 0x4000;  // answer of what is known: no server is asked

// FLAGS: AT_EMPTY_PATH and its kind, AT_STATX_DONT_SYNC; WANTED: the mask of linux/stat.h.
inline int read_statx(int directory, const char* path, int flags, std::uint32_t wanted,
                      Statx& status) {
    return static_cast<int>(system_call(SYS_statx, directory, path, flags, wanted, &status));
}

// FLAGS need O_CLOEXEC like any; a large file's size is none of the kernel's worries here.
inline int open_at(int directory, const char* path, int flags, mode_t mode = 0) {
#ifdef __LP64__
    constexpr int kLarge = 0;
#else
    constexpr int kLarge = O_LARGEFILE;
#endif
    return static_cast<int>(system_call(SYS_openat, directory, path, flags | kLarge, mode));
}

inline int open_named(const char* path, int flags, mode_t mode = 0) {
    return open_at(AT_FDCWD, path, flags, mode);
}

inline int close_descriptor(int fd) {
    return static_cast<int>(system_call(SYS_close, fd));
}

inline ssize_t read_bytes(int fd, void* buffer, std::size_t size) {
    return system_call(SYS_read, fd, buffer, size);
}

// As pread(2): the offset of the descriptor stays as it is. This call is the one whose arguments
// are the same on every architecture.
inline ssize_t read_bytes_at(int fd, void* buffer, std::size_t size, std::size_t offset) {
    const struct {
        void* buffer;
        std::size_t size;
    } part = {buffer, size};
    return system_call(SYS_preadv, fd, &part, 1, offset, 0);
}

inline ssize_t write_bytes(int fd, const void* bytes, std::size_t size) {
    return system_call(SYS_write, fd, bytes, size);
}

// As getdents64(2): records of linux_dirent64.
inline ssize_t read_directory(int fd, void* buffer, std::size_t size) {
    return system_call(SYS_getdents64, fd, buffer, size);
}

// Of the link that DIRECTORY itself is where PATH is empty.
inline ssize_t read_link_at(int directory, const char* path, char* target, std::size_t size) {
    return system_call(SYS_readlinkat, directory, path, target, size);
}

inline ssize_t read_link(const char* path, char* target, std::size_t size) {
    return read_link_at(AT_FDCWD, path, target, size);
}

// What the kernel shows of FD, for those who cannot allocate.
struct DescriptorLink {
    char path[32] = "/proc/self/fd/";

    explicit DescriptorLink(int fd) {
        *std::to_chars(path + std::strlen(path), path + sizeof(path) - 1, fd).ptr = '\0';
    }
};

// Without "/" at the front where the working directory is out of reach. Negative: an error.
inline ssize_t read_working_directory(char* path, std::size_t size) {
    return system_call(SYS_getcwd, path, size);
}

// With O_PATH, of what DIRECTORY holds.
inline int open_within(int directory, const char* name, int flags) {
    return static_cast<int>(system_call(SYS_openat, directory, name, flags | O_PATH | O_CLOEXEC));
}

// As fstatat(2). FLAGS: AT_SYMLINK_NOFOLLOW and its kind.
inline int stat_at(int directory, const char* path, struct stat& status, int flags) {
#if defined(SYS_newfstatat) && defined(__LP64__)
    // libc's structure is the kernel's there.
    return static_cast<int>(system_call(SYS_newfstatat, directory, path, &status, flags));
#else
    Statx found = {};
    if (read_statx(directory, path, flags, kStatxBasic, found) != 0) return -1;
    status = {};
    status.st_dev = makedev(found.device_major, found.device_minor);
    status.st_rdev = makedev(found.node_major, found.node_minor);
    status.st_ino = static_cast<ino_t>(found.inode);
    status.st_mode = found.mode;
    status.st_nlink = found.links;
    status.st_uid = found.user;
    status.st_gid = found.group;
    status.st_size = static_cast<off_t>(found.size);
    status.st_blocks = static_cast<blkcnt_t>(found.blocks);
    status.st_blksize = static_cast<blksize_t>(found.block_size);
    return 0;
#endif
}

inline int stat_path(const char* path, struct stat& status, int flags = 0) {
    return stat_at(AT_FDCWD, path, status, flags);
}

inline int stat_descriptor(int fd, struct stat& status) {
    return stat_at(fd, "", status, AT_EMPTY_PATH);
}

// The type of what FD is open on, as in st_mode (S_IFMT); 0 for the kernel's objects that have
// none; negative: an error. Of what is known already: no server of a filesystem is asked.
inline int descriptor_type(int fd) {
    constexpr std::uint32_t kType = 1;
    Statx found = {};
    if (read_statx(fd, "", AT_EMPTY_PATH | kStatxDontSync, kType, found) != 0) return -1;
    return found.mode & S_IFMT;
}

// By the effective ids and capabilities. Filters that are older than faccessat2(2) refuse it.
inline bool is_writable(const char* path) {
    constexpr long kFaccessat2 = 439;
    if (system_call(kFaccessat2, AT_FDCWD, path, W_OK, AT_EACCESS) == 0) return true;
    if (errno != ENOSYS && errno != EPERM) return false;
    return system_call(SYS_faccessat, AT_FDCWD, path, W_OK) == 0;
}

// HANDLE is a struct file_handle of fcntl.h with room after it. For what FD is open on.
inline int handle_of(int fd, void* handle, int* mount) {
    return static_cast<int>(
        system_call(SYS_name_to_handle_at, fd, "", handle, mount, AT_EMPTY_PATH));
}

// The numbers of a mount: that which it has now, for comparison with others, and one that no other
// ever gets (Linux 6.8).
constexpr std::uint32_t kMountId = 0x1000;
constexpr std::uint32_t kLastingMountId = 0x4000;

// That of the mount which FD, or PATH below it, was reached through; 0: not known.
inline std::uint64_t mount_number(std::uint32_t which, int fd, const char* path = "") {
    Statx status = {};
    if (read_statx(fd, path, AT_EMPTY_PATH, which, status) != 0) return 0;
    return (status.mask & which) != 0 ? status.mount_id : 0;
}

struct StatMount {  // struct statmount (linux/mount.h)
    std::uint32_t size, options;
    std::uint64_t mask;
    std::uint32_t device_major, device_minor;
    std::uint64_t filesystem;
    std::uint32_t filesystem_flags;
    std::uint32_t later[119];
};
static_assert(sizeof(StatMount) == 512);

// Of the mount with a lasting number, as far as this process can see it.
inline int read_mount(std::uint64_t mount, StatMount& status) {
    constexpr long kStatmount = 457;
    constexpr std::uint64_t kBasic = 1;  // STATMOUNT_SB_BASIC
    const struct {                       // struct mnt_id_req
        std::uint32_t size, unused;
        std::uint64_t mount, wanted;
    } request = {sizeof(request), 0, mount, kBasic};
    return static_cast<int>(system_call(kStatmount, &request, &status, sizeof(status), 0));
}

inline bool is_still_mounted(std::uint64_t mount) {
    StatMount status = {};
    return read_mount(mount, status) == 0;
}

// Whether the very filesystem that PATH is on is read-only, and not just a mount of it; false where
// that is not known.
inline bool is_on_read_only(const char* path) {
    constexpr std::uint32_t kReadOnly = 1;  // SB_RDONLY
    const std::uint64_t number = mount_number(kLastingMountId, AT_FDCWD, path);
    StatMount mount = {};
    return number != 0 && read_mount(number, mount) == 0 &&
           (mount.filesystem_flags & kReadOnly) != 0;
}

// As in linux/magic.h; 0: an error.
inline unsigned long filesystem_of(int fd) {
    struct statfs status = {};
#ifdef SYS_fstatfs64
    const long result = system_call(SYS_fstatfs64, fd, sizeof(status), &status);
#else
    const long result = system_call(SYS_fstatfs, fd, &status);
#endif
    return result == 0 ? static_cast<unsigned long>(status.f_type) : 0;
}

}  // namespace landlock_preload
