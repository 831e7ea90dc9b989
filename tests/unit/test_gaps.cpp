// SPDX-License-Identifier: MIT
//
// What a sandbox does not reach, as the policy reference lists it.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "needs_landlock.hpp"
#include "sandbox/gaps.hpp"
#include "support.hpp"
#include "unique_fd.hpp"

using namespace landlock_preload;

namespace {

// The names of the gaps of a policy that handles this, under a kernel.
std::string gaps(AccessMask fs, AccessMask net, AccessMask scoped, int abi) {
    ResolvedPolicy policy;
    policy.handled_access_fs = fs;
    policy.handled_access_net = net;
    policy.scoped = scoped;
    const std::uint32_t found = find_gaps(policy, plan_enforcement(policy, abi));
    std::string names;
    for (std::size_t bit = 0; bit < kGapNames.size(); ++bit) {
        if ((found & (1U << bit)) != 0) names += std::string(kGapNames[bit].name) + " ";
    }
    return names;
}

constexpr AccessMask kReadFile = 0x4;
constexpr AccessMask kTcp = 0x3;
constexpr AccessMask kUdp = 0xc;

bool inherits(int ruleset, int channel) {
    return (find_process_gaps(ruleset, channel) & kGapInheritedDescriptors) != 0;
}

}  // namespace

TEST_CASE("gaps: files") {
    CHECK(gaps(kReadFile, 0, 0, 8) == "unix_sockets metadata ");
    CHECK(gaps(kReadFile, 0, 0, 9) == "metadata ");
}

TEST_CASE("gaps: scopes") {
    CHECK(gaps(0, 0, 3, 8) == "unix_sockets ");
    CHECK(gaps(0, 0, 3, 9).empty());
}

TEST_CASE("gaps: TCP without UDP leaves UDP, be it the policy or the kernel that lacks it") {
    CHECK(gaps(0, kTcp, 0, 11) == "udp mptcp other_protocols ");
    CHECK(gaps(0, kTcp | kUdp, 0, 9) == "udp mptcp other_protocols ");
    CHECK(gaps(0, kTcp | 0x4, 0, 11) == "udp mptcp other_protocols ");
    CHECK(gaps(0, kTcp | kUdp, 0, 10) == "mptcp other_protocols ");
    CHECK(gaps(0, 0x1, 0, 11) == "udp mptcp other_protocols ");
}

TEST_CASE("gaps: UDP alone says nothing of TCP") {
    CHECK(gaps(0, kUdp, 0, 10) == "other_protocols ");
}

TEST_CASE("gaps: files and directories that are open, and nothing else that is") {
    // Whatever the test itself was started with is put away first.
    for (int fd = 3; fd < 64; ++fd) close(fd);
    const UniqueFd ruleset(open("/dev/null", O_RDONLY | O_CLOEXEC));
    CHECK_FALSE(inherits(ruleset.get(), -1));
    int pair[2] = {-1, -1};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
    CHECK_FALSE(inherits(ruleset.get(), -1));
    {
        const UniqueFd channel(open("/proc/self/status", O_RDONLY | O_CLOEXEC));
        CHECK_FALSE(inherits(ruleset.get(), channel.get()));
        CHECK(inherits(ruleset.get(), -1));
    }
    {
        const UniqueFd directory(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        CHECK(inherits(ruleset.get(), -1));
    }
    close(pair[0]);
    close(pair[1]);
    CHECK_FALSE(inherits(ruleset.get(), -1));
}

// The kernel's table of descriptors grows when one lies behind its end, and stays so.
TEST_CASE("gaps: wherever in the table a file is, and however large the table") {
    const pid_t child = fork();
    if (child == 0) {
        const int file = dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
        for (int fd = 3; fd < 1024; ++fd) close(fd);
        const auto is_told = [file](int fd) {
            if (dup2(file, fd) != fd || !inherits(-1, -1)) return false;
            close(fd);
            return !inherits(-1, -1);
        };
        for (const int fd : {3, 63, 64, 65, 127, 255, 256, 1000, 64, 3}) {
            if (!is_told(fd)) _exit(fd);
        }
        // Where the look beyond goes.
        dup2(socket(AF_UNIX, SOCK_STREAM, 0), 64);
        if (!is_told(65)) _exit(2);
        dup2(64, 256);
        if (!is_told(257)) _exit(2);
        const rlimit few = {4, 4};  // of poll() as well, so that it cannot be asked
        setrlimit(RLIMIT_NOFILE, &few);
        _exit(is_told(3) ? 0 : 1);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}
