// SPDX-License-Identifier: MIT
//
// What a sandbox does not reach, for whoever might think it does. It is reported, never acted on: a
// gap is a property of Landlock, of the kernel or of how the process was started, and no reason to
// refuse. What cannot be looked up counts as a gap.
#include "sandbox/gaps.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "base/process_calls.hpp"
#include "base/unique_fd.hpp"
#include "sandbox/descriptors.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kConnect = net_access("connect_tcp");
constexpr AccessMask kTcp = net_access("bind_tcp", "connect_tcp");
constexpr AccessMask kUdp = net_access("bind_udp", "connect_send_udp");

// Descriptors of ours (-1: none), which the program will not inherit, and what the others are.
struct Descriptors {
    int ruleset = -1;
    int channel = -1;
    bool has_files = false;
    bool has_terminal = false;
    int ring = -1;
    int typeless = 0;  // how many
};

// What every io_uring knows and refuses, as nothing is passed (io_uring_register(2)), is unknown to
// all others.
bool may_be_ring(int fd) {
    constexpr long kRegister = 427;
    constexpr int kRegisterProbe = 8;
    return system_call(kRegister, fd, kRegisterProbe, nullptr, 0) >= 0 ||
           (errno != EOPNOTSUPP && errno != EBADF);
}

// An anonymous object's kind is in its name. Where /proc is out of reach, it is asked itself; what
// cannot be known counts. Of many, all are asked, as names cost more; of few, none, as there are
// filters that end the process for that.
bool is_ring(int fd, bool is_of_many) {
    if (is_of_many && !may_be_ring(fd)) return false;
    constexpr std::string_view kRing = "anon_inode:[io_uring]";
    char name[kRing.size() + 1];
    const ssize_t length = read_link(DescriptorLink(fd).path, name, sizeof(name));
    if (length > 0) return std::string_view(name, static_cast<std::size_t>(length)) == kRing;
    return may_be_ring(fd);
}

// A driver is asked only where its number says that it may be one of terminals: one that is a
// process (CUSE) may never answer, and such drivers take a number from this one up.
bool is_open_terminal(int fd, const Statx& status) {
    constexpr std::uint32_t kMemory = 1;
    constexpr std::uint32_t kFirstOnDemand = 234;
    return S_ISCHR(status.mode) && status.node_major != kMemory &&
           status.node_major < kFirstOnDemand && is_terminal(fd);
}

// Pipes and sockets lead to no file. What has no type is one of the kernel's own objects: some of
// them are as good as files (io_uring, fanotify, BPF, KVM), and none is expected at a start.
void look_at_descriptor(void* data, int fd) {
    auto& found = *static_cast<Descriptors*>(data);
    if (fd == found.ruleset || fd == found.channel) return;
    Statx status = {};
    constexpr std::uint32_t kType = 1;
    if (read_statx(fd, "", AT_EMPTY_PATH | kStatxDontSync, kType, status) != 0) {
        if (errno == EBADF) return;
        found.has_files = true;
    }
    constexpr int kMany = 64;
    if ((status.mode & S_IFMT) == 0 && found.ring < 0 && is_ring(fd, ++found.typeless > kMany)) {
        found.ring = fd;
    }
    found.has_terminal = found.has_terminal || is_open_terminal(fd, status);
    if (fd > STDERR_FILENO && !S_ISFIFO(status.mode) && !S_ISSOCK(status.mode)) {
        found.has_files = true;
    }
}

// Whether it has a controlling terminal, which can be opened by /dev/tty. That is not tried:
// closing it again could look like a hangup to whoever holds the other end.
bool has_controlling_terminal() {
    char text[512];
    const UniqueFd file(open_named("/proc/self/stat", O_RDONLY | O_CLOEXEC));
    const ssize_t length = file.is_open() ? read_bytes(file.get(), text, sizeof(text)) : -1;
    if (length <= 0) return true;
    std::string_view rest(text, static_cast<std::size_t>(length));
    // After the name: " state parent group session terminal ..."
    rest.remove_prefix(std::min(rest.rfind(')') + 1, rest.size()));
    for (int field = 0; field < 5; ++field) {
        rest.remove_prefix(std::min(rest.find(' '), rest.size() - 1) + 1);
        if (rest.empty()) return true;
    }
    return !rest.starts_with("0 ");
}

// TIOCSTI types into the terminal for whoever reads from it next. Without the switch (before Linux
// 6.2) it is always allowed.
bool may_type_into_terminals() {
    const UniqueFd setting(open_named("/proc/sys/dev/tty/legacy_tiocsti", O_RDONLY | O_CLOEXEC));
    char value = '1';
    return !setting.is_open() || read_bytes(setting.get(), &value, 1) != 1 || value != '0';
}

}  // namespace

bool may_open_terminals(const Plan& plan, const Ruleset& ruleset) {
    return (plan.handled[AccessClass::fs] & fs_access("ioctl_dev")) == 0 || ruleset.has_terminals;
}

std::uint32_t find_gaps(const ResolvedPolicy& policy, const Plan& plan) {
    std::uint32_t gaps = 0;
    const AccessMask net = policy.handled[AccessClass::net];
    if ((net & kTcp) != 0) {
        if ((plan.handled[AccessClass::net] & kUdp) != kUdp) gaps |= LANDLOCK_PRELOAD_GAP_UDP;
        gaps |= LANDLOCK_PRELOAD_GAP_MPTCP;
    }
    // Some older kernels have the correction, and none says so.
    if ((net & kConnect) != 0 && is_open(LANDLOCK_PRELOAD_GAP_TCP_FAST_OPEN, plan.abi)) {
        gaps |= LANDLOCK_PRELOAD_GAP_TCP_FAST_OPEN;
    }
    if (net != 0) gaps |= LANDLOCK_PRELOAD_GAP_OTHER_PROTOCOLS;
    if ((policy.handled[AccessClass::fs] | policy.handled[AccessClass::scope]) != 0 &&
        is_open(LANDLOCK_PRELOAD_GAP_UNIX_SOCKETS, plan.abi)) {
        gaps |= LANDLOCK_PRELOAD_GAP_UNIX_SOCKETS;
    }
    if (policy.handled[AccessClass::fs] != 0) gaps |= LANDLOCK_PRELOAD_GAP_METADATA;
    return gaps;
}

ProcessGaps find_process_gaps(bool may_open_terminals, int ruleset, int channel) {
    Descriptors found = {ruleset, channel};
    if (!visit_open_descriptors(look_at_descriptor, &found)) found.has_files = true;
    ProcessGaps process;
    process.ring = found.ring;
    if (found.has_files || found.ring >= 0)
        process.gaps |= LANDLOCK_PRELOAD_GAP_INHERITED_DESCRIPTORS;
    if (read_capabilities().permitted != 0) process.gaps |= LANDLOCK_PRELOAD_GAP_PRIVILEGED;
    // What is of this process in /proc comes last, as the kernel has to make it first.
    if ((found.has_terminal || may_open_terminals) && may_type_into_terminals() &&
        (found.has_terminal || has_controlling_terminal())) {
        process.gaps |= LANDLOCK_PRELOAD_GAP_TERMINAL;
    }
    return process;
}

}  // namespace landlock_preload
