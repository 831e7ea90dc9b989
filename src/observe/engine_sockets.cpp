// SPDX-License-Identifier: MIT
//
// bind(2), connect(2) and addressed sends: ports, and sockets of the local family by path or by
// abstract name (security/landlock/net.c, task.c and, for paths, fs.c).
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>

#include "observe/engine_parts.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kAbstract = access_bit(AccessClass::scope, "abstract_unix_socket");

// Whether a socket takes this address. One of AF_INET takes no family for its own, but by
// connect(2), which then dissolves an association; to bind, nobody's address has to follow. One of
// AF_INET6 sends datagrams to AF_INET as well.
bool takes(const SocketFacts& facts, SocketUse use, const sockaddr_in& address) {
    if (address.sin_family == AF_UNSPEC) {
        const bool is_any = address.sin_addr.s_addr == htonl(INADDR_ANY);
        return facts.family == AF_INET && use != SocketUse::connect &&
               (use != SocketUse::bind || is_any);
    }
    if (facts.family == address.sin_family) return true;
    return facts.family == AF_INET6 && facts.type == SOCK_DGRAM && use != SocketUse::bind;
}

}  // namespace

void Engine::use_local(const UseSocket& use) {
    constexpr std::size_t kPathAt = offsetof(sockaddr_un, sun_path);
    if (use.address.size() <= kPathAt) return;  // autobind, or to nobody
    const std::string text = use.address.substr(kPathAt);
    if (text.front() == '\0') {
        if (use.use == SocketUse::bind || !world_.is_foreign_name(use.fd, text)) return;
        return need_scope(kAbstract, '@' + text.substr(1));
    }
    const std::string path = text.substr(0, text.find('\0'));
    if (use.use == SocketUse::bind) {
        return (*this)(MakeEntry{{AT_FDCWD, path}, fs_access("make_sock")});
    }
    const Found socket = world_.find({AT_FDCWD, path}, Follow::yes);
    if (socket.error != 0 || !S_ISSOCK(socket.mode) || !world_.may(socket, W_OK)) return;
    if (world_.is_own_socket(socket)) return;
    need(socket, fs_access("resolve_unix"), path);
}

// A datagram socket without an address gets a port of the kernel's choice by its first use.
void Engine::use_internet(const UseSocket& use, const sockaddr_in& address) {
    const SocketFacts facts = world_.describe_socket(use.fd);
    if (!takes(facts, use.use, address)) return;
    const std::uint16_t port = ntohs(address.sin_port);
    const bool is_bind = use.use == SocketUse::bind;
    if (facts.type == SOCK_STREAM && facts.protocol == IPPROTO_TCP) {
        const bool connects = use.is_fast && kernel_.fast_open_needs_connect;
        if (use.use == SocketUse::send && !connects) return;  // the address is ignored
        return need_port(is_bind ? net_access("bind_tcp") : net_access("connect_tcp"), port);
    }
    if (facts.type == SOCK_DGRAM && facts.protocol == IPPROTO_UDP) {
        if (is_bind) return need_port(net_access("bind_udp"), port);
        need_port(net_access("connect_send_udp"), port);
        if (!facts.is_bound) need_port(net_access("bind_udp"), 0);
        return;
    }
    if (facts.type != 0) remark(RemarkKind::other_protocol);
}

void Engine::operator()(const UseSocket& use) {
    sa_family_t family = AF_UNSPEC;
    if (use.address.size() < sizeof(family)) return;
    std::memcpy(&family, use.address.data(), sizeof(family));
    if (family == AF_UNIX) return use_local(use);
    // Of both families, the port is at the same place.
    const bool is_internet = family == AF_INET || family == AF_INET6 || family == AF_UNSPEC;
    const std::size_t shortest = family == AF_INET6 ? 24 : sizeof(sockaddr_in);
    if (!is_internet || use.address.size() < shortest) return;
    sockaddr_in address = {};
    std::memcpy(&address, use.address.data(), sizeof(address));
    use_internet(use, address);
}

}  // namespace landlock_preload
