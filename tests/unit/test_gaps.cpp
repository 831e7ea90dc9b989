// SPDX-License-Identifier: MIT
//
// What a sandbox does not reach, as the policy reference lists it.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "../behaviour/probes/ring.h"
#include "base/unique_fd.hpp"
#include "fs_rights.hpp"
#include "needs_landlock.hpp"
#include "sandbox/gaps.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

// The names of the gaps of a policy that handles this, under a kernel.
std::string gaps(AccessMask fs, AccessMask net, AccessMask scoped, int abi) {
    ResolvedPolicy policy;
    policy.handled[AccessClass::fs] = fs;
    policy.handled[AccessClass::net] = net;
    policy.handled[AccessClass::scope] = scoped;
    const std::uint32_t found = find_gaps(policy, plan_enforcement(policy, abi));
    std::string names;
    for (std::size_t bit = 0; bit < kGaps.size(); ++bit) {
        if ((found & (1U << bit)) != 0) names += std::string(kGaps[bit].name) + " ";
    }
    return names;
}

constexpr AccessMask kTcp = 0x3;
constexpr AccessMask kUdp = 0xc;

std::uint32_t process_gaps(int ruleset = -1, int channel = -1, bool may_open = false) {
    return find_process_gaps(may_open, ruleset, channel).gaps;
}

bool inherits(int ruleset, int channel) {
    return (process_gaps(ruleset, channel) & LANDLOCK_PRELOAD_GAP_INHERITED_DESCRIPTORS) != 0;
}

// Runs ACT in a child, whose status it is.
int in_child(int (*act)()) {
    const pid_t child = fork();
    if (child == 0) _exit(act());
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    return status;
}

bool may_type() {
    char value = '1';
    const UniqueFd setting(open("/proc/sys/dev/tty/legacy_tiocsti", O_RDONLY | O_CLOEXEC));
    return !setting.is_open() || read(setting.get(), &value, 1) != 1 || value != '0';
}

constexpr int kMaster = 100;

// Its other end is kMaster from then on.
int terminal() {
    const int opened = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    const int master = dup2(opened, kMaster);
    close(opened);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) return -1;
    return open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
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
    CHECK(gaps(0, kTcp | kUdp, 0, 9) == "udp mptcp other_protocols tcp_fast_open ");
    CHECK(gaps(0, kTcp | 0x4, 0, 11) == "udp mptcp other_protocols ");
    CHECK(gaps(0, kTcp | kUdp, 0, 10) == "mptcp other_protocols ");
    CHECK(gaps(0, 0x1, 0, 11) == "udp mptcp other_protocols ");
}

TEST_CASE("gaps: TCP Fast Open goes where connecting does, on some kernel of every ABI below 10") {
    for (int abi = 4; abi < 10; ++abi) {
        CHECK(gaps(0, 0x2, 0, abi) == "udp mptcp other_protocols tcp_fast_open ");
        CHECK(gaps(0, 0x1, 0, abi) == "udp mptcp other_protocols ");
    }
    CHECK(gaps(0, kTcp | kUdp, 0, 10) == "mptcp other_protocols ");
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
        for (int fd = 258; fd < 600; ++fd) dup2(64, fd);  // so many are counted
        if (!is_told(599) || !is_told(1000)) _exit(2);
        const rlimit few = {4, 4};  // of poll() as well, so that it cannot be asked
        setrlimit(RLIMIT_NOFILE, &few);
        _exit(is_told(3) ? 0 : 1);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}

TEST_CASE("gaps: the kernel's own objects, which have no type, are as good as files") {
    const int status = in_child([] {
        for (int fd = 3; fd < 64; ++fd) close(fd);
        if (inherits(-1, -1)) return 1;
        const int event = eventfd(0, EFD_CLOEXEC);
        if (event < 0 || !inherits(-1, -1)) return 2;
        return find_process_gaps(false, -1, -1).ring == -1 ? 0 : 3;
    });
    CHECK(status == 0);
}

TEST_CASE("gaps: an io_uring is told from other objects, whatever its number") {
    io_uring_params params;
    const UniqueFd probe(ring_setup(&params));
    if (!probe.is_open()) {
        MESSAGE("skipped: no io_uring here (" << std::strerror(errno) << ")");
        return;
    }
    CHECK(find_process_gaps(false, -1, -1).ring == probe.get());
    CHECK(find_process_gaps(false, probe.get(), -1).ring == -1);  // as if it were ours
    const int status = in_child([] {
        io_uring_params parameters;
        const int ring = ring_setup(&parameters);
        for (const int fd : {0, 2, 3, 63, 64, 255, 300}) {
            for (int other = 0; other < 512; ++other) {
                if (other != ring) close(other);
            }
            if (fd != ring && dup2(ring, fd) != fd) return 1;
            const int found = find_process_gaps(false, fd == ring ? -1 : ring, -1).ring;
            if (found != fd) return 2;
        }
        return 0;
    });
    CHECK(status == 0);
}

TEST_CASE("gaps: a terminal counts on any descriptor") {
    if (!may_type()) {
        MESSAGE("skipped: nothing can be typed into terminals here (dev.tty.legacy_tiocsti)");
        return;
    }
    for (const int fd : {0, 1, 2, 3, 77}) {
        CAPTURE(fd);
        static int wanted;
        wanted = fd;
        const int status = in_child([] {
            const int found = fcntl(terminal(), F_DUPFD, kMaster);
            const int nothing = open("/dev/null", O_RDWR);
            for (int other = 0; other < 3; ++other) dup2(nothing, other);
            for (int other = 3; other < kMaster; ++other) close(other);
            if (found < 0) return 1;
            if ((process_gaps(found, kMaster) & LANDLOCK_PRELOAD_GAP_TERMINAL) != 0)
                return 2;  // as if it were ours
            dup2(found, wanted);
            close(found);
            return (process_gaps(-1, kMaster) & LANDLOCK_PRELOAD_GAP_TERMINAL) != 0 ? 0 : 3;
        });
        CHECK(status == 0);
    }
}

TEST_CASE("gaps: a controlling terminal counts if it may be opened") {
    if (!may_type()) {
        MESSAGE("skipped: nothing can be typed into terminals here (dev.tty.legacy_tiocsti)");
        return;
    }
    const int status = in_child([] {
        setsid();
        const int nothing = open("/dev/null", O_RDWR);
        for (int other = 0; other < 3; ++other) dup2(nothing, other);
        const int controlling = terminal();
        const auto counts = [controlling](bool may_open) {
            const std::uint32_t gaps = process_gaps(controlling, kMaster, may_open);
            return (gaps & LANDLOCK_PRELOAD_GAP_TERMINAL) != 0;
        };
        if (counts(true)) return 1;
        if (ioctl(controlling, TIOCSCTTY, 0) != 0) return 2;
        if (!counts(true)) return 3;
        return counts(false) ? 4 : 0;
    });
    CHECK(status == 0);
}

TEST_CASE("gaps: terminals may be opened unless ioctl_dev is handled and granted on none") {
    Plan plan;
    Ruleset ruleset{UniqueFd(), RuleObjects(1), {}, {}, {}, {}};
    plan.handled[AccessClass::fs] = kReadFile;
    CHECK(may_open_terminals(plan, ruleset));
    plan.handled[AccessClass::fs] = kIoctlDev;
    CHECK(!may_open_terminals(plan, ruleset));
    ruleset.has_terminals = true;
    CHECK(may_open_terminals(plan, ruleset));
}

TEST_CASE("gaps: capabilities that can be made effective count") {
    if (geteuid() != 0) return;
    const int status = in_child([] {
        __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
        __user_cap_data_struct data[2] = {};
        if (syscall(SYS_capget, &header, data) != 0) return 1;
        if ((data[0].permitted | data[1].permitted) == 0) return 6;
        data[0].effective = data[1].effective = 0;
        if (syscall(SYS_capset, &header, data) != 0) return 2;
        if ((process_gaps() & LANDLOCK_PRELOAD_GAP_PRIVILEGED) == 0) return 3;
        for (auto& half : data) half = {};
        if (syscall(SYS_capset, &header, data) != 0) return 4;
        return (process_gaps() & LANDLOCK_PRELOAD_GAP_PRIVILEGED) == 0 ? 0 : 5;
    });
    if (WIFEXITED(status) && WEXITSTATUS(status) == 6) {
        MESSAGE("skipped: root may not become an ordinary user here: it has no capabilities");
        return;
    }
    CHECK(status == 0);
}
