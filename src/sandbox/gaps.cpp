// SPDX-License-Identifier: MIT
//
// What a sandbox does not reach, for whoever might think it does. It is told, never acted on: a gap
// is a property of Landlock, of the kernel or of how the process was started, and no reason to
// refuse. What cannot be looked up counts as a gap.
#include "sandbox/gaps.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "rare_calls.hpp"
#include "sandbox/descriptors.hpp"
#include "unique_fd.hpp"

namespace landlock_preload {
namespace {

constexpr int kAbiWithUnix = 9;

constexpr AccessMask net_access(std::string_view first, std::string_view second) {
    AccessMask mask = 0;
    for (const AccessRight& right : kAccessRights) {
        if (right.name == first || right.name == second) mask |= right.mask();
    }
    return mask;
}

constexpr AccessMask kTcp = net_access("bind_tcp", "connect_tcp");
constexpr AccessMask kUdp = net_access("bind_udp", "connect_send_udp");

bool has_capabilities() {
    __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[2] = {};
    if (system_call(SYS_capget, &header, data) != 0) return true;
    return (data[0].effective | data[1].effective) != 0;
}

// TIOCSTI types into the terminal for whoever reads from it next. Without the switch (before Linux
// 6.2) it is always allowed.
bool can_type_into_terminal() {
    if (!is_terminal(STDIN_FILENO)) return false;
    const UniqueFd setting(open_named("/proc/sys/dev/tty/legacy_tiocsti", O_RDONLY | O_CLOEXEC));
    char value = '1';
    return !setting.is_open() || read_bytes(setting.get(), &value, 1) != 1 || value != '0';
}

// Descriptors of ours (-1: none), which the program will not inherit.
struct Ours {
    int ruleset;
    int channel;
    bool found;  // another one that leads to files
};

// Pipes, sockets and the kernel's own objects lead to no other file.
void look_at_descriptor(void* data, int fd) {
    auto& ours = *static_cast<Ours*>(data);
    if (fd <= STDERR_FILENO || fd == ours.ruleset || fd == ours.channel || ours.found) return;
    const int type = descriptor_type(fd);
    ours.found = type < 0 ? errno != EBADF
                          : S_ISREG(type) || S_ISDIR(type) || S_ISCHR(type) || S_ISBLK(type);
}

bool has_inherited_descriptors(Ours ours) {
    return !visit_open_descriptors(look_at_descriptor, &ours) || ours.found;
}

}  // namespace

std::uint32_t find_gaps(const ResolvedPolicy& policy, const Plan& plan) {
    std::uint32_t gaps = 0;
    const bool handles_net = policy.handled_access_net != 0;
    if ((policy.handled_access_net & kTcp) != 0) {
        if ((plan.handled_access_net & kUdp) != kUdp) gaps |= kGapUdp;
        gaps |= kGapMptcp;
    }
    if (handles_net) gaps |= kGapOtherProtocols;
    if ((policy.handled_access_fs | policy.scoped) != 0 && plan.abi < kAbiWithUnix) {
        gaps |= kGapUnixSockets;
    }
    if (policy.handled_access_fs != 0) gaps |= kGapMetadata;
    return gaps;
}

std::uint32_t find_process_gaps(int ruleset, int channel) {
    std::uint32_t gaps = 0;
    if (has_inherited_descriptors({ruleset, channel, false})) gaps |= kGapInheritedDescriptors;
    if (has_capabilities()) gaps |= kGapPrivileged;
    if (can_type_into_terminal()) gaps |= kGapTerminal;
    return gaps;
}

}  // namespace landlock_preload
