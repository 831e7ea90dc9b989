// SPDX-License-Identifier: MIT
//
// What a sandbox does not reach, for whoever might think it does. It is told, never acted on: a gap
// is a property of Landlock, of the kernel or of how the process was started, and no reason to
// refuse. What cannot be looked up counts as a gap.
#include "sandbox/gaps.hpp"

#include <fcntl.h>
#include <glob.h>
#include <linux/capability.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string_view>

#include "rare_calls.hpp"
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
};

// Pipes, sockets and the kernel's own objects lead to no other file.
bool leads_to_files(int fd, Ours ours) {
    struct stat status = {};
    if (fd <= STDERR_FILENO || fd == ours.ruleset || fd == ours.channel) return false;
    if (stat_descriptor(fd, status) != 0) return errno != EBADF;
    return S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) || S_ISCHR(status.st_mode) ||
           S_ISBLK(status.st_mode);
}

constexpr int kFirstTable = 64;    // what a process starts with
constexpr int kScriptTable = 256;  // as of a shell that reads a script by descriptor 255

// Whether any does, if it can be told without /proc, which costs as much as several rules to look
// into. select() leaves out what lies beyond the process's table of descriptors, and fails for what
// lies in it and is closed (select(2), BUGS): so nothing is open beyond LAST. poll() says of each
// up to there whether it is open.
std::optional<bool> any_leads_to_files(int last, Ours ours) {
    if (!is_open_or_beyond_table(last)) return std::nullopt;
    std::array<pollfd, kScriptTable + 1> asked = {};
    for (int fd = 0; fd <= last; ++fd) asked[static_cast<std::size_t>(fd)].fd = fd;
    const auto count = static_cast<std::size_t>(last) + 1;
    if (!poll_at_once(asked.data(), count)) return std::nullopt;
    const auto is_open = [](const pollfd& one) { return (one.revents & POLLNVAL) == 0; };
    if (is_open(asked[count - 1])) return std::nullopt;  // so the table is larger
    return std::any_of(asked.data(), asked.data() + count, [=](const pollfd& one) {
        return is_open(one) && leads_to_files(one.fd, ours);
    });
}

bool any_listed_leads_to_files(Ours ours) {
    constexpr std::string_view kFolder = "/proc/self/fd/";
    glob_t list = {};
    // NOLINTNEXTLINE(concurrency-mt-unsafe): without GLOB_TILDE it looks up no user
    bool found = glob("/proc/self/fd/*", GLOB_NOSORT, nullptr, &list) != 0;
    for (std::size_t i = 0; i < list.gl_pathc && !found; ++i) {
        const std::string_view name(list.gl_pathv[i] + kFolder.size());
        int fd = -1;
        std::from_chars(name.data(), name.data() + name.size(), fd);
        found = leads_to_files(fd, ours);
    }
    globfree(&list);
    return found;
}

bool has_inherited_descriptors(Ours ours) {
    std::optional<bool> found = any_leads_to_files(kFirstTable, ours);
    if (!found) found = any_leads_to_files(kScriptTable, ours);
    return found ? *found : any_listed_leads_to_files(ours);
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
    if (has_inherited_descriptors({ruleset, channel})) gaps |= kGapInheritedDescriptors;
    if (has_capabilities()) gaps |= kGapPrivileged;
    if (can_type_into_terminal()) gaps |= kGapTerminal;
    return gaps;
}

}  // namespace landlock_preload
