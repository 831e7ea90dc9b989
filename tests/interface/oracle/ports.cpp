// SPDX-License-Identifier: MIT
//
// The same for ports, on the loopback: a connection that nobody takes is refused otherwise than by
// Landlock.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>

#include "confined.hpp"
#include "interface.hpp"
#include "random.hpp"
#include "tree.hpp"

namespace oracle {
namespace {

// linux/landlock.h
constexpr std::uint64_t kBindTcp = 1U << 0U;
constexpr std::uint64_t kConnectTcp = 1U << 1U;
constexpr std::uint64_t kBindUdp = 1U << 2U;
constexpr std::uint64_t kConnectSendUdp = 1U << 3U;

using SocketCall = int (*)(int, const sockaddr*, socklen_t);

// The errno of the call, or 0.
int on_port(int type, SocketCall call, std::uint16_t port) {
    const int fd = must(socket(AF_INET, type | SOCK_CLOEXEC, 0), "socket");
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int code =
        call(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 ? 0 : errno;
    close(fd);
    return code;
}

bool is_denied(std::uint16_t port, std::uint64_t access) {
    const landlock_preload_verdict verdict = check_port(port, access);
    if (verdict.answer == LANDLOCK_PRELOAD_ANSWER_UNKNOWN) {
        throw std::runtime_error("ports are always known");
    }
    return verdict.answer == LANDLOCK_PRELOAD_ANSWER_DENIED;
}

struct PortAttempt {
    const char* name;
    std::uint64_t access;
    int type;
    SocketCall call;
};

constexpr PortAttempt kAttempts[] = {
    {"bind TCP", kBindTcp, SOCK_STREAM, bind},
    {"connect TCP", kConnectTcp, SOCK_STREAM, connect},
    {"bind UDP", kBindUdp, SOCK_DGRAM, bind},
    {"connect UDP", kConnectSendUdp, SOCK_DGRAM, connect},
};

}  // namespace

Tally ask_about_ports(std::uint64_t seed, std::size_t count,
                      const std::vector<std::uint16_t>& ports) {
    Random random(seed);
    Tally tally;
    for (std::size_t i = 0; i < count; ++i) {
        const PortAttempt& attempt = kAttempts[random.below(4)];
        std::uint16_t port = random.pick(ports);
        if (port == 0 && attempt.call == connect) continue;
        if (port >= 1024 && random.percent(20)) port = static_cast<std::uint16_t>(port ^ 1U);
        bool denied = is_denied(port, attempt.access);
        // A datagram socket that is connected is bound first, to any port.
        if (attempt.access == kConnectSendUdp) denied = denied || is_denied(0, kBindUdp);
        const int code = on_port(attempt.type, attempt.call, port);
        ++tally.compared;
        tally.denied += denied ? 1 : 0;
        if ((code == EACCES) == denied) continue;
        ++tally.disagreements;
        std::fprintf(stderr, "oracle: %s %u: %s; but the call's errno is %d\n", attempt.name, port,
                     denied ? "denied" : "allowed", code);
    }
    return tally;
}

}  // namespace oracle
