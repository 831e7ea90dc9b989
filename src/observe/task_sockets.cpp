// SPDX-License-Identifier: MIT
//
// Sockets and terminals of a task. What they are is asked of a duplicate; who has an abstract name,
// of /proc/net/unix, where each socket has the number that it has as a file.
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/unique_fd.hpp"
#include "observe/task.hpp"
#include "observe/task_world.hpp"

namespace landlock_preload {
namespace {

// Of the thread, which may have descriptors of its own; before Linux 6.9, of its process.
UniqueFd duplicate_of(pid_t task, int fd) {
    constexpr unsigned kThread = O_EXCL;  // PIDFD_THREAD
    UniqueFd reference(static_cast<int>(syscall(SYS_pidfd_open, task, kThread)));
    if (!reference.is_open()) {
        const pid_t process = task_number(task, "Tgid");
        reference = UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, process, 0)));
    }
    return UniqueFd(static_cast<int>(syscall(SYS_pidfd_getfd, reference.get(), fd, 0)));
}

int option(const UniqueFd& socket, int name) {
    int value = 0;
    socklen_t size = sizeof(value);
    getsockopt(socket.get(), SOL_SOCKET, name, &value, &size);
    return value;
}

// A line of /proc/net/unix: "ADDRESS: REFERENCES PROTOCOL FLAGS TYPE STATE INODE NAME", all numbers
// but the inode in hexadecimal.
struct UnixSocket {
    unsigned long flags = 0;
    unsigned long type = 0;
    std::uint64_t inode = 0;
    std::string_view name;
};

UnixSocket read_line(const std::string& line) {
    constexpr int kHexadecimal = 16;
    constexpr int kDecimal = 10;
    UnixSocket socket;
    std::size_t at = 0;
    for (int column = 0; column < 7; ++column) {
        const std::size_t begin = std::min(line.find_first_not_of(' ', at), line.size());
        at = std::min(line.find(' ', begin), line.size());
        const char* const word = line.c_str() + begin;
        if (column == 3) socket.flags = std::strtoul(word, nullptr, kHexadecimal);
        if (column == 4) socket.type = std::strtoul(word, nullptr, kHexadecimal);
        if (column == 6) socket.inode = std::strtoull(word, nullptr, kDecimal);
    }
    socket.name = line;
    socket.name.remove_prefix(std::min(at + 1, line.size()));
    return socket;
}

}  // namespace

SocketFacts TaskWorld::describe_socket(int fd) {
    const UniqueFd socket = duplicate_of(task_, fd);
    if (!socket.is_open()) return {};
    SocketFacts facts;
    facts.family = option(socket, SO_DOMAIN);
    facts.type = option(socket, SO_TYPE);
    facts.protocol = option(socket, SO_PROTOCOL);
    sockaddr_in6 address = {};  // the port is where sockaddr_in has it
    socklen_t length = sizeof(address);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    facts.is_bound = getsockname(socket.get(), any, &length) == 0 && address.sin6_port != 0;
    return facts;
}

Found TaskWorld::find_peer(int terminal) {
    const UniqueFd duplicate = duplicate_of(task_, terminal);
    int number = 0;
    if (!duplicate.is_open() || ioctl(duplicate.get(), TIOCGPTN, &number) != 0)
        return find({}, Follow::no);
    return find({AT_FDCWD, "/dev/pts/" + std::to_string(number)}, Follow::yes);
}

std::uint64_t TaskWorld::number_of_socket(int fd) const {
    struct stat status = {};
    const std::string link = task_path(task_, "fd/" + std::to_string(fd));
    return stat(link.c_str(), &status) == 0 ? status.st_ino : 0;
}

bool TaskWorld::is_own_socket(const Found& socket) {
    return scene_.own_sockets.contains(socket.path);
}

// A stream wants a server; and each type has names of its own. The list has '@' for every NUL.
bool TaskWorld::is_foreign_name(int fd, const std::string& name) {
    constexpr unsigned long kListens = 0x10000;
    const auto type = static_cast<unsigned long>(describe_socket(fd).type);
    std::string listed = name;
    std::ranges::replace(listed, '\0', '@');
    const std::string list = read_all(task_path(task_, "net/unix"));
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t end = std::min(list.find('\n', at), list.size());
        const std::string line = list.substr(at, end - at);
        at = end + 1;
        const UnixSocket socket = read_line(line);
        if (socket.name != listed || socket.type != type) continue;
        if (type != SOCK_DGRAM && (socket.flags & kListens) == 0) continue;
        if (!scene_.bound_sockets.contains(socket.inode)) return true;
    }
    return false;
}

}  // namespace landlock_preload
