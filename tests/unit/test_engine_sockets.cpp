// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

#include "fake_world.hpp"
#include "observe/engine.hpp"

using namespace landlock_preload;

namespace {

using Lines = std::vector<std::string>;

template <typename Address>
std::string bytes_of(const Address& address) {
    return {reinterpret_cast<const char*>(&address), sizeof(address)};
}

std::string internet(std::uint16_t port) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    return bytes_of(address);
}

std::string internet6(std::uint16_t port) {
    sockaddr_in6 address = {};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    return bytes_of(address);
}

std::string local(const std::string& path) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    return bytes_of(address).substr(0, offsetof(sockaddr_un, sun_path)) + path;
}

Lines needs(FakeWorld& world, SocketUse use, const std::string& address) {
    Lines lines;
    for (const Need& need : find_needs(UseSocket{use, 3, address}, world).needs) {
        std::string subject = need.path.empty() ? need.written : need.path;
        if (need.access_class == AccessClass::net) subject = std::to_string(need.port);
        lines.push_back(access_names(need.access_class, need.rights) + ' ' + subject);
    }
    return lines;
}

}  // namespace

TEST_CASE("TCP needs its ports, by either family") {
    FakeWorld world;
    world.sockets[3] = {AF_INET, SOCK_STREAM, IPPROTO_TCP, false};
    CHECK(needs(world, SocketUse::bind, internet(80)) == Lines{"bind_tcp 80"});
    CHECK(needs(world, SocketUse::send, internet(80)).empty());
    const UseSocket fast = {SocketUse::send, 3, internet(80), true};
    CHECK(find_needs(fast, world).needs.at(0).rights == net_access("connect_tcp"));
    CHECK(find_needs(fast, world, {true, false}).needs.empty());
    CHECK(needs(world, SocketUse::connect, internet(80).substr(0, 8)).empty());
    CHECK(needs(world, SocketUse::connect, internet6(443)).empty());
    world.sockets[3].family = AF_INET6;
    CHECK(needs(world, SocketUse::bind, internet6(0)) == Lines{"bind_tcp 0"});
    CHECK(needs(world, SocketUse::connect, internet6(443)) == Lines{"connect_tcp 443"});
    CHECK(needs(world, SocketUse::connect, internet(80)).empty());
}

// As ip(7) sockets have it: connect(2) dissolves an association by it, bind(2) takes it for
// AF_INET.
TEST_CASE("an address without a family is one of AF_INET, but to connect to") {
    FakeWorld world;
    std::string address = internet(80);
    address.replace(0, sizeof(sa_family_t), sizeof(sa_family_t), '\0');
    world.sockets[3] = {AF_INET, SOCK_STREAM, IPPROTO_TCP, false};
    CHECK(needs(world, SocketUse::bind, address) == Lines{"bind_tcp 80"});
    CHECK(needs(world, SocketUse::connect, address).empty());
    address[offsetof(sockaddr_in, sin_addr)] = 127;
    CHECK(needs(world, SocketUse::bind, address).empty());
    world.sockets[3].family = AF_INET6;
    CHECK(needs(world, SocketUse::bind, address).empty());
}

TEST_CASE("UDP needs a port of its own where it has none yet") {
    FakeWorld world;
    world.sockets[3] = {AF_INET, SOCK_DGRAM, IPPROTO_UDP, false};
    CHECK(needs(world, SocketUse::bind, internet(53)) == Lines{"bind_udp 53"});
    CHECK(needs(world, SocketUse::send, internet(53)) ==
          Lines{"connect_send_udp 53", "bind_udp 0"});
    world.sockets[3].is_bound = true;
    CHECK(needs(world, SocketUse::connect, internet(53)) == Lines{"connect_send_udp 53"});
    world.sockets[3].family = AF_INET6;
    CHECK(needs(world, SocketUse::send, internet(53)) == Lines{"connect_send_udp 53"});
    CHECK(needs(world, SocketUse::bind, internet(53)).empty());
}

TEST_CASE("other protocols are remarked, for nothing restricts them") {
    FakeWorld world;
    constexpr int kMptcp = 262;
    world.sockets[3] = {AF_INET, SOCK_STREAM, kMptcp, false};
    const Findings findings = find_needs(UseSocket{SocketUse::bind, 3, internet(80)}, world);
    CHECK(findings.needs.empty());
    REQUIRE(findings.remarks.size() == 1);
    CHECK(findings.remarks[0].kind == RemarkKind::other_protocol);
}

TEST_CASE("a local socket is made in its directory, and resolved where another has bound it") {
    FakeWorld world;
    world.files["/work/socket"] = {S_IFSOCK | 0755, ""};
    world.files["/work/file"] = {};
    CHECK(needs(world, SocketUse::bind, local("/work/dir/new")) == Lines{"make_sock /work/dir"});
    CHECK(needs(world, SocketUse::bind, local("/work/socket")).empty());
    CHECK(needs(world, SocketUse::connect, local("/work/socket")) ==
          Lines{"resolve_unix /work/socket"});
    CHECK(needs(world, SocketUse::connect, local("/work/file")).empty());
    world.own_sockets.insert("/work/socket");
    CHECK(needs(world, SocketUse::connect, local("/work/socket")).empty());
}

TEST_CASE("an abstract name needs the scope where it is another's") {
    FakeWorld world;
    const std::string name("\0name", 5);
    CHECK(needs(world, SocketUse::connect, local(name)).empty());
    world.foreign_names.insert(name);
    CHECK(needs(world, SocketUse::connect, local(name)) == Lines{"abstract_unix_socket @name"});
    CHECK(needs(world, SocketUse::bind, local(name)).empty());
}
