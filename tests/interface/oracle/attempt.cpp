// SPDX-License-Identifier: MIT
//
// Which system calls need which rights is what linux/landlock.h says. An attempt is one where
// nothing but Landlock answers EACCES: files are executable, their owner tries, and what the call
// finds out before it asks Landlock (a name that is there already) is kept out.
#include "attempt.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "tree.hpp"

namespace oracle {
namespace {

// linux/landlock.h
constexpr std::uint64_t kExecute = 1U << 0U;
constexpr std::uint64_t kWriteFile = 1U << 1U;
constexpr std::uint64_t kReadFile = 1U << 2U;
constexpr std::uint64_t kReadDir = 1U << 3U;
constexpr std::uint64_t kRemoveDir = 1U << 4U;
constexpr std::uint64_t kRemoveFile = 1U << 5U;
constexpr std::uint64_t kMakeChar = 1U << 6U;
constexpr std::uint64_t kMakeDir = 1U << 7U;
constexpr std::uint64_t kMakeReg = 1U << 8U;
constexpr std::uint64_t kMakeSock = 1U << 9U;
constexpr std::uint64_t kMakeFifo = 1U << 10U;
constexpr std::uint64_t kMakeBlock = 1U << 11U;
constexpr std::uint64_t kMakeSym = 1U << 12U;
constexpr std::uint64_t kRefer = 1U << 13U;
constexpr std::uint64_t kTruncate = 1U << 14U;
constexpr std::uint64_t kIoctlDev = 1U << 15U;
constexpr std::uint64_t kResolveUnix = 1U << 16U;

using Attempts = std::vector<Attempt>;

long open_with(const std::string& path, int flags) {
    return open(path.c_str(), flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0755);
}

Attempt opening(const char* name, const std::string& path, std::uint64_t access, int flags) {
    return {name, {{path, access}}, [=] { return open_with(path, flags); }};
}

long ask_device(const std::string& path) {
    const long fd = open_with(path, O_RDONLY);
    struct winsize size = {};
    return fd < 0 ? fd : ioctl(static_cast<int>(fd), TIOCGWINSZ, &size);
}

long run(const std::string& path) {
    char* arguments[] = {nullptr};
    return execve(path.c_str(), arguments, arguments);
}

// A socket call on a path name, which has to fit.
using SocketCall = int (*)(int, const sockaddr*, socklen_t);
constexpr std::size_t kLongestSocketPath = sizeof(sockaddr_un::sun_path) - 1;

long on_socket(SocketCall call, const std::string& path) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return call(socket(AF_UNIX, SOCK_STREAM, 0), reinterpret_cast<const sockaddr*>(&address),
                sizeof(address));
}

void on_regular_file(Attempts& attempts, const std::string& path) {
    attempts.push_back(opening("read", path, kReadFile, O_RDONLY));
    attempts.push_back(opening("write", path, kWriteFile, O_WRONLY));
    attempts.push_back(opening("change", path, kReadFile | kWriteFile, O_RDWR));
    attempts.push_back(opening("overwrite", path, kWriteFile | kTruncate, O_WRONLY | O_TRUNC));
    attempts.push_back(
        {"truncate", {{path, kTruncate}}, [=] { return truncate(path.c_str(), 3); }});
    attempts.push_back(
        {"ioctl on no device", {{path, kReadFile | kIoctlDev}}, [=] { return ask_device(path); }});
    struct statvfs filesystem = {};
    if (statvfs(path.c_str(), &filesystem) == 0 && (filesystem.f_flag & ST_NOEXEC) == 0) {
        attempts.push_back({"execute", {{path, kExecute | kReadFile}}, [=] { return run(path); }});
    }
}

void on_object(Attempts& attempts, const std::string& path, mode_t mode) {
    switch (mode & S_IFMT) {
        case S_IFREG:
            return on_regular_file(attempts, path);
        case S_IFDIR:
            attempts.push_back(opening("list", path, kReadDir, O_RDONLY | O_DIRECTORY));
            return;
        case S_IFIFO:
            attempts.push_back(opening("read", path, kReadFile, O_RDONLY));
            attempts.push_back(opening("change", path, kReadFile | kWriteFile, O_RDWR));
            return;
        case S_IFCHR:
            attempts.push_back(opening("read", path, kReadFile, O_RDONLY));
            attempts.push_back(opening("write", path, kWriteFile, O_WRONLY));
            attempts.push_back(
                {"ioctl", {{path, kReadFile | kIoctlDev}}, [=] { return ask_device(path); }});
            return;
        case S_IFSOCK:
            if (path.size() > kLongestSocketPath || kind_of(path) != 's') return;
            attempts.push_back(
                {"connect", {{path, kResolveUnix}}, [=] { return on_socket(connect, path); }});
            return;
        default:
            return;
    }
}

void make_something(Attempts& attempts, const std::string& path) {
    const auto make = [&](const char* name, std::uint64_t access, mode_t mode, dev_t device) {
        attempts.push_back(
            {name, {{path, access}}, [=] { return mknod(path.c_str(), mode | 0755, device); }});
    };
    make("make a file", kMakeReg, S_IFREG, 0);
    make("make a fifo", kMakeFifo, S_IFIFO, 0);
    if (is_privileged()) {
        make("make a character device", kMakeChar, S_IFCHR, makedev(1, 3));
        make("make a block device", kMakeBlock, S_IFBLK, makedev(7, 0));
    }
    attempts.push_back(
        {"make a directory", {{path, kMakeDir}}, [=] { return mkdir(path.c_str(), 0755); }});
    attempts.push_back(
        {"make a link", {{path, kMakeSym}}, [=] { return symlink("nowhere", path.c_str()); }});
    attempts.push_back(opening("create", path, kMakeReg | kWriteFile, O_WRONLY | O_CREAT | O_EXCL));
    if (path.size() <= kLongestSocketPath) {
        attempts.push_back(
            {"make a socket", {{path, kMakeSock}}, [=] { return on_socket(bind, path); }});
    }
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    attempts.push_back({"write without a name", {{path, kWriteFile}}, [=] {
                            return open_with(folder, O_TMPFILE | O_WRONLY);
                        }});
}

void on_name(Attempts& attempts, const std::string& path, mode_t mode, const std::string& fresh) {
    if (S_ISDIR(mode)) {
        attempts.push_back(
            {"remove a directory", {{path, kRemoveDir}}, [=] { return rmdir(path.c_str()); }});
        return;
    }
    attempts.push_back({"remove", {{path, kRemoveFile}}, [=] { return unlink(path.c_str()); }});
    if (!S_ISREG(mode)) return;
    const std::string beside = path.substr(0, path.rfind('/') + 1) + fresh;
    attempts.push_back({"rename in place", {{path, kRemoveFile}, {beside, kMakeReg}}, [=] {
                            return std::rename(path.c_str(), beside.c_str());
                        }});
    attempts.push_back({"link in place", {{beside, kMakeReg}}, [=] {
                            const long status = link(path.c_str(), beside.c_str());
                            // A file that is mounted there belongs to another mount.
                            return status < 0 && errno == EXDEV ? kNoAnswer : status;
                        }});
}

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

bool are_one(const std::string& one, const std::string& other) {
    struct stat first = {};
    struct stat second = {};
    return stat(one.c_str(), &first) == 0 && stat(other.c_str(), &second) == 0 &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

void between_directories(Attempts& attempts, const std::string& path, mode_t mode,
                         const std::string& to, bool only_refusals_count) {
    if (!S_ISREG(mode) || are_one(folder_of(path), folder_of(to))) return;
    attempts.push_back({"rename across",
                        {{path, kRemoveFile | kRefer}, {to, kMakeReg | kRefer}},
                        [=]() -> long {
                            const long status = std::rename(path.c_str(), to.c_str());
                            return status < 0 && (errno == ENOENT || errno == ENOTDIR) ? kNoAnswer
                                                                                       : status;
                        },
                        true,
                        only_refusals_count});
}

// The other one of two twins, of a file in one.
std::string in_twin(const std::string& path, const std::string& fresh) {
    std::string folder = path.substr(0, path.rfind("/t") + 4);
    folder.back() = folder.back() == 'a' ? 'b' : 'a';
    return folder + "/" + fresh;
}

bool has_plain_end(const std::string& path) {
    const std::string last = path.substr(path.rfind('/') + 1);
    return !last.empty() && last != "." && last != "..";
}

// A slash at the end changes nothing for whoever removes or makes a name: the kernel does not
// follow a link there.
void on_name_with_slash(Attempts& attempts, const std::string& path) {
    const std::string bare = path.substr(0, path.find_last_not_of('/') + 1);
    struct stat name = {};
    if (bare.size() == path.size() || bare.empty() || !has_plain_end(bare)) return;
    if (lstat(bare.c_str(), &name) != 0) {
        if (errno != ENOENT) return;
        attempts.push_back({"make a directory with a slash", {{path, kMakeDir}}, [=] {
                                return mkdir(path.c_str(), 0755);
                            }});
    } else if (S_ISDIR(name.st_mode) || S_ISLNK(name.st_mode)) {
        attempts.push_back({"remove a name with a slash", {{path, kRemoveDir}}, [=] {
                                return rmdir(path.c_str());
                            }});
    }
}

}  // namespace

std::optional<Attempt> choose_attempt(Random& random, const std::string& path,
                                      const std::string& fresh,
                                      const std::vector<std::string>& others) {
    Attempts attempts;
    struct stat object = {};
    struct stat name = {};
    const int lookup = lstat(path.c_str(), &name) == 0 ? 0 : errno;
    if (stat(path.c_str(), &object) == 0) {
        on_object(attempts, path, object.st_mode);
    } else if (lookup == ENOENT && has_plain_end(path)) {
        make_something(attempts, path);
    } else {
        attempts.push_back(opening("open what is not there", path, kReadFile, O_RDONLY));
        attempts.back().only_unknown_counts = true;
    }
    const bool dangles = lookup == 0 && S_ISLNK(name.st_mode) && stat(path.c_str(), &object) != 0;
    if (dangles && errno == ENOENT && has_plain_end(path)) {
        attempts.push_back({"create through a link", {{path, kMakeReg | kWriteFile}}, [=] {
                                const long fd = open_with(path, O_WRONLY | O_CREAT);
                                // It may lead to where no file can be made.
                                const bool is_refusal = errno == EACCES || errno == EXDEV;
                                return fd < 0 && !is_refusal ? kNoAnswer : fd;
                            }});
    }
    if (lookup == 0 && has_plain_end(path)) {
        on_name(attempts, path, name.st_mode, fresh);
        if (is_in_twin(path) && path.rfind("/t") < path.rfind('/'))
            between_directories(attempts, path, name.st_mode, in_twin(path, fresh), false);
        between_directories(attempts, path, name.st_mode, random.pick(others) + "/" + fresh, true);
    }
    on_name_with_slash(attempts, path);
    if (attempts.empty()) return std::nullopt;
    return random.pick(attempts);
}

}  // namespace oracle
