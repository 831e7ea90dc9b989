// SPDX-License-Identifier: MIT
//
// The operations that tests try, each as one call that answers with its errno. They know nothing of
// Landlock.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "sandbox.hpp"

namespace kernel_tests {

// Files. Whatever is opened is closed again.
Result open_file(const char* path, int flags);
Result make_regular(const char* path);  // by mknod, which opens nothing
Result rename_with(const char* from, const char* to, unsigned flags);

// A descriptor opened outside a sandbox or in it; throws where it cannot be.
int descriptor(const char* path, int flags);

// Path names of UNIX sockets; a '@' in front stands for the NUL byte of an abstract name.
Result bind_unix(const std::string& name, int type);
Result connect_unix(const std::string& name, int type);
Result send_unix(const std::string& name);  // one datagram, unconnected
void listen_unix(const std::string& name);  // the listener stays; throws
int receive_unix(const std::string& name);  // a datagram socket bound there stays; throws

// A datagram socket that is connected to a server with a path.
class UnixClient {
  public:
    explicit UnixClient(const std::string& name);
    ~UnixClient();
    UnixClient(const UnixClient&) = delete;
    UnixClient& operator=(const UnixClient&) = delete;

    [[nodiscard]] Result send() const;

  private:
    int fd_;
};

// Whether the machine has a loopback of that family (AF_INET, AF_INET6).
bool has_loopback(int family);

// An internet socket that speaks with the loopback only.
class Socket {
  public:
    Socket(int family, int type, int protocol = 0);
    ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    [[nodiscard]] Result bind(std::uint16_t port) const;
    [[nodiscard]] Result connect(std::uint16_t port) const;
    [[nodiscard]] Result send_to(std::uint16_t port, int flags = 0) const;
    [[nodiscard]] Result send() const;        // on a connected socket
    [[nodiscard]] Result disconnect() const;  // connect(AF_UNSPEC)
    [[nodiscard]] Result listen() const;
    [[nodiscard]] std::uint16_t port() const;  // 0: none yet

  private:
    int family_;
    int fd_;
};

}  // namespace kernel_tests
