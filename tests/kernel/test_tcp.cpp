// SPDX-License-Identifier: MIT
//
// TCP (ABI 4), over IPv4 and IPv6: bind and connect, each by port alone, with port 0 as the name of
// "any free port". And what these rights do not reach: listening without binding, connections that
// stand, UDP, MPTCP.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "operations.hpp"

using namespace kernel_tests;

namespace {

constexpr int kErratumOtherProtocols = 0x1;
constexpr auto kRefused = static_cast<Result>(ECONNREFUSED);

// Handles a fs right besides, so that there is something to enforce below ABI 4.
PolicyText tcp(const Names& handled = {"bind_tcp", "connect_tcp"}) {
    return PolicyText().handle_fs({"make_block"}).handle_net(handled);
}

Result denied() {
    return denied_since(kAbiTcp);
}

std::vector<int> families() {
    std::vector<int> found;
    for (const int family : {AF_INET, AF_INET6}) {
        if (has_loopback(family)) {
            found.push_back(family);
        } else {
            MESSAGE("skipped: no loopback of address family " << family);
        }
    }
    return found;
}

// A server of the tests' own process, so outside of every sandbox.
class Server {
  public:
    explicit Server(int family) : socket_(family, SOCK_STREAM) {
        expect(socket_.bind(0) == Result::allowed, "a server that binds");
        expect(socket_.listen() == Result::allowed, "a server that listens");
    }
    [[nodiscard]] std::uint16_t port() const { return socket_.port(); }

  private:
    Socket socket_;
};

// A port that was free a moment ago.
std::uint16_t free_port(int family) {
    const Socket socket(family, SOCK_STREAM);
    expect(socket.bind(0) == Result::allowed, "a port");
    return socket.port();
}

template <typename Check>
void for_users_and_families(const Check& check) {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        for (const int family : families()) {
            CAPTURE(family);
            check(uid, family);
        }
    }
}

}  // namespace

TEST_CASE("kernel: binding a TCP port needs bind_tcp for that port") {
    for_users_and_families([](uid_t uid, int family) {
        const std::uint16_t port = free_port(family);
        const std::uint16_t other = port == 65535 ? 1024 : static_cast<std::uint16_t>(port + 1);
        const auto bind = [family, port] { return Socket(family, SOCK_STREAM).bind(port); };
        CHECK(in_child(uid, bind) == Result::allowed);
        CHECK(confined(uid, tcp().port(port, {"bind_tcp"}), bind) == Result::allowed);
        CHECK(confined(uid, tcp(), bind) == denied());
        CHECK(confined(uid, tcp().port(other, {"bind_tcp"}), bind) == denied());
        CHECK(confined(uid, tcp().port(0, {"bind_tcp"}), bind) == denied());
        CHECK(confined(uid, tcp().port(port, {"connect_tcp"}), bind) == denied());
        CHECK(confined(uid, tcp({"connect_tcp"}), bind) == Result::allowed);
    });
}

TEST_CASE("kernel: binding any free TCP port needs bind_tcp for port 0") {
    for_users_and_families([](uid_t uid, int family) {
        const auto bind = [family] { return Socket(family, SOCK_STREAM).bind(0); };
        CHECK(in_child(uid, bind) == Result::allowed);
        CHECK(confined(uid, tcp().port(0, {"bind_tcp"}), bind) == Result::allowed);
        CHECK(confined(uid, tcp(), bind) == denied());
        CHECK(confined(uid, tcp().port(free_port(family), {"bind_tcp"}), bind) == denied());
    });
}

TEST_CASE("kernel: connecting to a TCP port needs connect_tcp for that port") {
    for_users_and_families([](uid_t uid, int family) {
        const Server server(family);
        const Server other(family);
        const std::uint16_t port = server.port();
        const auto connect = [family, port] { return Socket(family, SOCK_STREAM).connect(port); };
        CHECK(in_child(uid, connect) == Result::allowed);
        CHECK(confined(uid, tcp().port(port, {"connect_tcp"}), connect) == Result::allowed);
        CHECK(confined(uid, tcp(), connect) == denied());
        CHECK(confined(uid, tcp().port(other.port(), {"connect_tcp"}), connect) == denied());
        CHECK(confined(uid, tcp().port(0, {"connect_tcp"}), connect) == denied());
        CHECK(confined(uid, tcp().port(port, {"bind_tcp"}), connect) == denied());
        CHECK(confined(uid, tcp({"bind_tcp"}), connect) == Result::allowed);
    });
}

TEST_CASE("kernel: a granted port where nobody listens refuses, a denied one does not get there") {
    for_users_and_families([](uid_t uid, int family) {
        const std::uint16_t port = free_port(family);
        const auto connect = [family, port] { return Socket(family, SOCK_STREAM).connect(port); };
        CHECK(confined(uid, tcp().port(port, {"connect_tcp"}), connect) == kRefused);
        CHECK(confined(uid, tcp(), connect) == denied_since(kAbiTcp, Result::eacces, kRefused));
    });
}

TEST_CASE("kernel: connecting to TCP port 0 is judged like any other port") {
    for_users_and_families([](uid_t uid, int family) {
        const auto connect = [family] { return Socket(family, SOCK_STREAM).connect(0); };
        const Result unconfined = in_child(uid, connect);
        REQUIRE(unconfined != Result::eacces);
        CHECK(confined(uid, tcp().port(0, {"connect_tcp"}), connect) == unconfined);
        CHECK(confined(uid, tcp(), connect) == denied_since(kAbiTcp, Result::eacces, unconfined));
    });
}

TEST_CASE("kernel: both rights on one port, from one rule or two, both hold") {
    for_users_and_families([](uid_t uid, int family) {
        const Server server(family);
        const std::uint16_t port = server.port();
        const auto connect = [family, port] { return Socket(family, SOCK_STREAM).connect(port); };
        const PolicyText once = tcp().port(port, {"bind_tcp", "connect_tcp"});
        const PolicyText twice = tcp().port(port, {"connect_tcp"}).port(port, {"bind_tcp"});
        CHECK(confined(uid, once, connect) == Result::allowed);
        CHECK(confined(uid, twice, connect) == Result::allowed);
    });
}

TEST_CASE("kernel: highest and lowest ports are ports of their own") {
    for_users_and_families([](uid_t uid, int family) {
        const auto bind_highest = [family] { return Socket(family, SOCK_STREAM).bind(65535); };
        CHECK(confined(uid, tcp().port(65535, {"bind_tcp"}), bind_highest) == Result::allowed);
        CHECK(confined(uid, tcp().port(65280, {"bind_tcp"}), bind_highest) == denied());
        CHECK(confined(uid, tcp().port(255, {"bind_tcp"}), bind_highest) == denied());
    });
}

TEST_CASE("kernel: ports are read in host byte order") {
    for_users_and_families([](uid_t uid, int family) {
        constexpr std::uint16_t kPort = 0x2748;     // 10056
        constexpr std::uint16_t kSwapped = 0x4827;  // 18471
        const auto bind = [family] { return Socket(family, SOCK_STREAM).bind(kPort); };
        CHECK(confined(uid, tcp().port(kPort, {"bind_tcp"}), bind) == Result::allowed);
        CHECK(confined(uid, tcp().port(kSwapped, {"bind_tcp"}), bind) == denied());
    });
}

TEST_CASE("kernel: a socket made before the sandbox is judged when it binds or connects") {
    for_users_and_families([](uid_t uid, int family) {
        const Server server(family);
        CHECK(in_child(uid, [&] {
                  const Socket socket(family, SOCK_STREAM);
                  enforce(tcp());
                  return socket.bind(0);
              }) == denied());
        CHECK(in_child(uid, [&] {
                  const Socket socket(family, SOCK_STREAM);
                  enforce(tcp());
                  return socket.connect(server.port());
              }) == denied());
    });
}

TEST_CASE("kernel: connections that stand, listening, and disconnecting are free") {
    for_users_and_families([](uid_t uid, int family) {
        const Server server(family);
        CHECK(in_child(uid, [&] {
                  const Socket socket(family, SOCK_STREAM);
                  expect(socket.connect(server.port()) == Result::allowed, "a connection");
                  enforce(tcp());
                  return socket.send();
              }) == Result::allowed);
        CHECK(in_child(uid, [&] {
                  const Socket socket(family, SOCK_STREAM);
                  expect(socket.connect(server.port()) == Result::allowed, "a connection");
                  enforce(tcp());
                  return socket.disconnect();
              }) == Result::allowed);
        CHECK(confined(uid, tcp(), [family] {
                  const Socket socket(family, SOCK_STREAM);
                  const Result listening = socket.listen();  // takes a port by itself
                  expect(socket.port() != 0, "a port");
                  return listening;
              }) == Result::allowed);
    });
}

TEST_CASE("kernel: TCP rights do not concern UDP") {
    for_users_and_families([](uid_t uid, int family) {
        CHECK(confined(uid, tcp(), [family] { return Socket(family, SOCK_DGRAM).bind(0); }) ==
              Result::allowed);
        CHECK(confined(uid, tcp(), [family] { return Socket(family, SOCK_DGRAM).connect(53); }) ==
              Result::allowed);
        CHECK(confined(uid, tcp(), [family] { return Socket(family, SOCK_DGRAM).send_to(53); }) ==
              Result::allowed);
    });
}

TEST_CASE("kernel: MPTCP goes past TCP rights where erratum 1 is fixed") {
    const bool is_fixed = (kernel_errata() & kErratumOtherProtocols) != 0;
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_MPTCP);
    if (probe < 0) {
        MESSAGE("no MPTCP here");
        return;
    }
    close(probe);
    for_users_and_families([is_fixed](uid_t uid, int family) {
        CHECK(confined(uid, tcp(), [family] {
                  return Socket(family, SOCK_STREAM, IPPROTO_MPTCP).bind(0);
              }) == (is_fixed ? Result::allowed : denied()));
    });
}
