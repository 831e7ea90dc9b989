// SPDX-License-Identifier: MIT
#include "operations.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>

namespace kernel_tests {
namespace {

// Closes a socket or file when an operation is over, and keeps its errno.
class Closing {
  public:
    explicit Closing(int fd) : fd_(fd) {}
    ~Closing() {
        const int code = errno;
        if (fd_ >= 0) close(fd_);
        errno = code;
    }
    Closing(const Closing&) = delete;
    Closing& operator=(const Closing&) = delete;
    [[nodiscard]] int get() const { return fd_; }

  private:
    int fd_;
};

struct UnixAddress {
    sockaddr_un address = {};
    socklen_t length = 0;

    explicit UnixAddress(const std::string& name) {
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        if (name.front() == '@') {
            address.sun_path[0] = '\0';
        } else {
            ++length;
        }
    }
    [[nodiscard]] const sockaddr* get() const {
        return reinterpret_cast<const sockaddr*>(&address);
    }
};

struct LoopbackAddress {
    sockaddr_storage storage = {};
    socklen_t length = 0;

    LoopbackAddress(int family, std::uint16_t port) {
        if (family == AF_INET) {
            sockaddr_in address = {};
            address.sin_family = AF_INET;
            address.sin_port = htons(port);
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            length = sizeof(address);
            std::memcpy(&storage, &address, sizeof(address));
        } else {
            sockaddr_in6 address = {};
            address.sin6_family = AF_INET6;
            address.sin6_port = htons(port);
            address.sin6_addr = in6addr_loopback;
            length = sizeof(address);
            std::memcpy(&storage, &address, sizeof(address));
        }
    }
    [[nodiscard]] const sockaddr* get() const {
        return reinterpret_cast<const sockaddr*>(&storage);
    }
};

int unix_socket(int type) {
    return must(socket(AF_UNIX, type | SOCK_CLOEXEC, 0), "socket(AF_UNIX)");
}

}  // namespace

Result open_file(const char* path, int flags) {
    const Closing file(open(path, flags | O_CLOEXEC | O_NOCTTY, 0644));
    return result_of(file.get());
}

Result make_regular(const char* path) {
    return result_of(mknod(path, S_IFREG | 0644, 0));
}

Result rename_with(const char* from, const char* to, unsigned flags) {
    return result_of(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags));
}

int descriptor(const char* path, int flags) {
    return must(open(path, flags | O_CLOEXEC | O_NOCTTY, 0644), path);
}

Result bind_unix(const std::string& name, int type) {
    const Closing fd(unix_socket(type));
    const UnixAddress address(name);
    return result_of(bind(fd.get(), address.get(), address.length));
}

Result connect_unix(const std::string& name, int type) {
    const Closing fd(unix_socket(type));
    const UnixAddress address(name);
    return result_of(connect(fd.get(), address.get(), address.length));
}

Result send_unix(const std::string& name) {
    const Closing fd(unix_socket(SOCK_DGRAM));
    const UnixAddress address(name);
    return result_of(sendto(fd.get(), "x", 1, 0, address.get(), address.length));
}

void listen_unix(const std::string& name) {
    const int fd = unix_socket(SOCK_STREAM);
    const UnixAddress address(name);
    must(bind(fd, address.get(), address.length), "bind(AF_UNIX)");
    must(listen(fd, 8), "listen");
}

int receive_unix(const std::string& name) {
    const int fd = unix_socket(SOCK_DGRAM);
    const UnixAddress address(name);
    must(bind(fd, address.get(), address.length), "bind(AF_UNIX)");
    return fd;
}

UnixClient::UnixClient(const std::string& name) : fd_(unix_socket(SOCK_DGRAM)) {
    const UnixAddress address(name);
    must(connect(fd_, address.get(), address.length), "connect(AF_UNIX)");
}

UnixClient::~UnixClient() {
    close(fd_);
}

Result UnixClient::send() const {
    return result_of(::send(fd_, "x", 1, MSG_NOSIGNAL));
}

bool has_loopback(int family) {
    const Closing fd(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (fd.get() < 0) return false;
    // An address can be had although the interface is down, when nothing reaches it.
    return Socket(family, SOCK_STREAM).bind(0) == Result::allowed &&
           Socket(family, SOCK_DGRAM).connect(1) == Result::allowed;
}

Socket::Socket(int family, int type, int protocol)
    : family_(family), fd_(must(socket(family, type | SOCK_CLOEXEC, protocol), "socket")) {}

Socket::~Socket() {
    close(fd_);
}

Result Socket::bind(std::uint16_t port) const {
    const int on = 1;
    must(setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), "SO_REUSEADDR");
    const LoopbackAddress address(family_, port);
    return result_of(::bind(fd_, address.get(), address.length));
}

Result Socket::connect(std::uint16_t port) const {
    const LoopbackAddress address(family_, port);
    return result_of(::connect(fd_, address.get(), address.length));
}

Result Socket::send_to(std::uint16_t port, int flags) const {
    const LoopbackAddress address(family_, port);
    return result_of(sendto(fd_, "x", 1, flags, address.get(), address.length));
}

Result Socket::send() const {
    return result_of(::send(fd_, "x", 1, MSG_NOSIGNAL));
}

Result Socket::disconnect() const {
    sockaddr address = {};
    address.sa_family = AF_UNSPEC;
    return result_of(::connect(fd_, &address, sizeof(address)));
}

Result Socket::listen() const {
    return result_of(::listen(fd_, 8));
}

std::uint16_t Socket::port() const {
    sockaddr_storage storage = {};
    socklen_t length = sizeof(storage);
    must(getsockname(fd_, reinterpret_cast<sockaddr*>(&storage), &length), "getsockname");
    sockaddr_in address;  // both families have their port in the same place
    std::memcpy(&address, &storage, sizeof(address));
    return ntohs(address.sin_port);
}

}  // namespace kernel_tests
