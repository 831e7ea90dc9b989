// SPDX-License-Identifier: MIT
//
// UDP (ABI 10), over IPv4 and IPv6. A client needs two rights: connect_send_udp for the port it
// sends to, and bind_udp for port 0 where bind_udp is handled, as sending takes a port by itself.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "operations.hpp"

using namespace kernel_tests;

namespace {

// Handles a fs right besides, so that there is something to enforce below ABI 10.
PolicyText udp(const Names& handled = {"bind_udp", "connect_send_udp"}) {
    return PolicyText().handle_fs({"make_block"}).handle_net(handled);
}

Result denied() {
    return denied_since(kAbiUdp);
}

// A receiver of the tests' own process, so outside of every sandbox.
class Receiver {
  public:
    explicit Receiver(int family) : socket_(family, SOCK_DGRAM) {
        expect(socket_.bind(0) == Result::allowed, "a receiver that binds");
    }
    [[nodiscard]] std::uint16_t port() const { return socket_.port(); }

  private:
    Socket socket_;
};

std::uint16_t free_port(int family) {
    return Receiver(family).port();
}

template <typename Check>
void for_users_and_families(const Check& check) {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        for (const int family : {AF_INET, AF_INET6}) {
            CAPTURE(family);
            if (has_loopback(family)) check(uid, family);
        }
    }
}

}  // namespace

TEST_CASE("kernel: binding a UDP port needs bind_udp for that port") {
    for_users_and_families([](uid_t uid, int family) {
        const std::uint16_t port = free_port(family);
        const auto bind = [family, port] { return Socket(family, SOCK_DGRAM).bind(port); };
        CHECK(in_child(uid, bind) == Result::allowed);
        CHECK(confined(uid, udp().port(port, {"bind_udp"}), bind) == Result::allowed);
        CHECK(confined(uid, udp(), bind) == denied());
        CHECK(confined(uid, udp().port(0, {"bind_udp"}), bind) == denied());
        CHECK(confined(uid, udp().port(port, {"connect_send_udp"}), bind) == denied());
        CHECK(confined(uid, udp({"connect_send_udp"}), bind) == Result::allowed);
    });
}

TEST_CASE("kernel: binding any free UDP port needs bind_udp for port 0") {
    for_users_and_families([](uid_t uid, int family) {
        const auto bind = [family] { return Socket(family, SOCK_DGRAM).bind(0); };
        CHECK(in_child(uid, bind) == Result::allowed);
        CHECK(confined(uid, udp().port(0, {"bind_udp"}), bind) == Result::allowed);
        CHECK(confined(uid, udp(), bind) == denied());
        CHECK(confined(uid, udp().port(free_port(family), {"bind_udp"}), bind) == denied());
    });
}

TEST_CASE("kernel: sending and connecting need connect_send_udp for the port") {
    for_users_and_families([](uid_t uid, int family) {
        const Receiver receiver(family);
        const Receiver other(family);
        const std::uint16_t port = receiver.port();
        const Action kAttempts[] = {
            [family, port] { return Socket(family, SOCK_DGRAM).send_to(port); },
            [family, port] { return Socket(family, SOCK_DGRAM).connect(port); },
        };
        for (const Action& attempt : kAttempts) {
            const PolicyText one = udp({"connect_send_udp"});
            CHECK(in_child(uid, attempt) == Result::allowed);
            CHECK(confined(uid, PolicyText(one).port(port, {"connect_send_udp"}), attempt) ==
                  Result::allowed);
            CHECK(confined(uid, one, attempt) == denied());
            CHECK(confined(uid, PolicyText(one).port(other.port(), {"connect_send_udp"}),
                           attempt) == denied());
        }
    });
}

TEST_CASE("kernel: a sender that takes a port by itself needs bind_udp for port 0 where handled") {
    for_users_and_families([](uid_t uid, int family) {
        const Receiver receiver(family);
        const std::uint16_t port = receiver.port();
        const Action kAttempts[] = {
            [family, port] { return Socket(family, SOCK_DGRAM).send_to(port); },
            [family, port] { return Socket(family, SOCK_DGRAM).connect(port); },
        };
        for (const Action& attempt : kAttempts) {
            const PolicyText send_only = udp().port(port, {"connect_send_udp"});
            CHECK(confined(uid, send_only, attempt) == denied());
            CHECK(confined(uid, PolicyText(send_only).port(0, {"bind_udp"}), attempt) ==
                  Result::allowed);
            CHECK(confined(uid, udp().port(0, {"bind_udp"}), attempt) == denied());
        }
        CHECK(in_child(uid, [family, port] {
                  const Socket socket(family, SOCK_DGRAM);
                  expect(socket.bind(0) == Result::allowed, "a socket that has its port");
                  enforce(udp().port(port, {"connect_send_udp"}));
                  return socket.send_to(port);
              }) == Result::allowed);
    });
}

TEST_CASE("kernel: sending on a UDP socket that was connected before is free") {
    for_users_and_families([](uid_t uid, int family) {
        const Receiver receiver(family);
        CHECK(in_child(uid, [&] {
                  const Socket socket(family, SOCK_DGRAM);
                  expect(socket.connect(receiver.port()) == Result::allowed, "a connected socket");
                  enforce(udp());
                  return socket.send();
              }) == Result::allowed);
        CHECK(in_child(uid, [&] {
                  const Socket socket(family, SOCK_DGRAM);
                  expect(socket.connect(receiver.port()) == Result::allowed, "a connected socket");
                  enforce(udp());
                  return socket.send_to(receiver.port());  // an address is judged again
              }) == denied());
    });
}

TEST_CASE("kernel: UDP rights do not concern TCP") {
    for_users_and_families([](uid_t uid, int family) {
        CHECK(confined(uid, udp(), [family] { return Socket(family, SOCK_STREAM).bind(0); }) ==
              Result::allowed);
    });
}
