// SPDX-License-Identifier: MIT
//
// The system calls that we make, by number (see system_call.hpp for why none goes through libc).
// Nor does it cost what libc's would: every function that the library imports is looked up at every
// start of every program that loads it, called or not, at some 850 instructions and a handful of
// cache lines, as much as half a path rule. The generic calls are used, which every architecture
// has. A failure is a negative number with errno, as of libc's functions.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <sys/vfs.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <ctime>

#include "system_call.hpp"

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

// Ends all threads and runs nothing of the host.
[[noreturn]] inline void exit_process(int status) {
    for (;;) system_call(SYS_exit_group, status);
}

// Pages of zeros that belong to this process alone, or nullptr with errno.
inline void* map_pages(std::size_t size) {
    constexpr int kProtection = PROT_READ | PROT_WRITE;
    constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS;
#ifdef __SANITIZE_THREAD__  // which has to know of memory that is another's from now on
    void* shared = mmap(nullptr, size, kProtection, kFlags, -1, 0);
    return shared == MAP_FAILED ? nullptr : shared;
#else
#ifdef SYS_mmap2
    constexpr long kNumber = SYS_mmap2;
#else
    constexpr long kNumber = SYS_mmap;
#endif
    const long pages = system_call(kNumber, nullptr, size, kProtection, kFlags, -1, 0);
    return pages == -1 ? nullptr : reinterpret_cast<void*>(pages);  // NOLINT(*-int-to-ptr)
#endif
}

inline void unmap_pages(void* pages, std::size_t size) {
    system_call(SYS_munmap, pages, size);
}

inline ssize_t read_link_at(int directory, const char* path, char* target, std::size_t size) {
    return system_call(SYS_readlinkat, directory, path, target, size);
}

inline ssize_t read_link(const char* path, char* target, std::size_t size) {
    return read_link_at(AT_FDCWD, path, target, size);
}

// Of the link that FD, opened without following it, is.
inline ssize_t read_link_itself(int fd, char* target, std::size_t size) {
    return system_call(SYS_readlinkat, fd, "", target, size);
}

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

inline bool is_writable(const char* path) {
    return system_call(SYS_faccessat, AT_FDCWD, path, W_OK) == 0;
}

// Fails with EINVAL where this process has more than one thread.
inline int unshare_threads() {
    return static_cast<int>(system_call(SYS_unshare, CLONE_THREAD));
}

inline int set_no_new_privs() {
    return static_cast<int>(system_call(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

inline bool has_no_new_privs() {
    return system_call(SYS_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

inline pid_t process_id() {
    return static_cast<pid_t>(system_call(SYS_getpid));
}

// libc's would have the kernel's page of clocks faulted in, for two readings.
inline std::uint64_t monotonic_nanoseconds() {
#ifdef SYS_clock_gettime64
    std::int64_t now[2] = {};
    system_call(SYS_clock_gettime64, CLOCK_MONOTONIC, now);
#else
    long now[2] = {};
    system_call(SYS_clock_gettime, CLOCK_MONOTONIC, now);
#endif
    constexpr std::uint64_t kPerSecond = 1000000000;
    return static_cast<std::uint64_t>(now[0]) * kPerSecond + static_cast<std::uint64_t>(now[1]);
}

inline uid_t user_id() {
#ifdef SYS_getuid32
    return static_cast<uid_t>(system_call(SYS_getuid32));
#else
    return static_cast<uid_t>(system_call(SYS_getuid));
#endif
}

// F_GETFL, or negative with errno.
inline int descriptor_flags(int fd) {
    return static_cast<int>(system_call(SYS_fcntl, fd, F_GETFL, 0));
}

// The lowest free number from LEAST up, closed on exec, or negative with errno.
inline int duplicate_descriptor(int fd, int least) {
    return static_cast<int>(system_call(SYS_fcntl, fd, F_DUPFD_CLOEXEC, least));
}

// HANDLE is a struct file_handle of fcntl.h with room after it. For what FD is open on.
inline int handle_of(int fd, void* handle, int* mount) {
    return static_cast<int>(
        system_call(SYS_name_to_handle_at, fd, "", handle, mount, AT_EMPTY_PATH));
}

// The number of the mount that FD was reached through, which no other ever gets (Linux 6.8); 0: not
// known.
inline std::uint64_t lasting_mount_of(int fd) {
    constexpr std::uint32_t kUniqueMountId = 0x4000;
    Statx status = {};
    if (read_statx(fd, "", AT_EMPTY_PATH, kUniqueMountId, status) != 0) return 0;
    return (status.mask & kUniqueMountId) != 0 ? status.mount_id : 0;
}

// Whether the mount with a lasting number is still there, as far as this process can see it.
inline bool is_still_mounted(std::uint64_t mount) {
    constexpr long kStatmount = 457;
    constexpr std::uint64_t kBasic = 1;  // STATMOUNT_SB_BASIC
    const struct {                       // struct mnt_id_req
        std::uint32_t size, unused;
        std::uint64_t mount, wanted;
    } request = {sizeof(request), 0, mount, kBasic};
    std::uint64_t answer[64] = {};  // struct statmount
    return system_call(kStatmount, &request, answer, sizeof(answer), 0) == 0;
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

inline bool is_terminal(int fd) {
    termios settings = {};  // the kernel's is smaller
    return system_call(SYS_ioctl, fd, TCGETS, &settings) == 0;
}

inline bool make_read_only(void* pages, std::size_t size) {
    return system_call(SYS_mprotect, pages, size, PROT_READ) == 0;
}

// True as well where the kernel does not say.
inline bool is_open_descriptor(int fd) {
    return system_call(SYS_fcntl, fd, F_GETFD, 0) >= 0 || errno != EBADF;
}

// Whether FD, which is not open, lies within the process's table of descriptors (select(2), BUGS).
inline bool is_closed_in_table(int fd) {
    constexpr int kBits = CHAR_BIT * sizeof(unsigned long);
    unsigned long asked[FD_SETSIZE / kBits] = {};  // FD_SET() would look up a function
    asked[fd / kBits] = 1UL << static_cast<unsigned>(fd % kBits);
    const long at_once[4] = {};  // a timespec of either size
    return system_call(SYS_pselect6, fd + 1, asked, nullptr, nullptr, at_once, nullptr) < 0;
}

// False after PATIENCE milliseconds (negative: never) without one of EVENTS, or at a signal.
inline bool wait_for(int fd, short events, long patience) {
    pollfd ready = {fd, events, 0};
    long most[2] = {patience / 1000, patience % 1000 * 1000000L};
    return system_call(SYS_ppoll, &ready, 1, patience < 0 ? nullptr : most, nullptr, 0) > 0;
}

}  // namespace landlock_preload
