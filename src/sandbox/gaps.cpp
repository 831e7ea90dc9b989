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
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

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
    if (syscall(SYS_capget, &header, data) != 0) return true;
    return (data[0].effective | data[1].effective) != 0;
}

// TIOCSTI types into the terminal for whoever reads from it next. Without the switch (before Linux
// 6.2) it is always allowed.
bool can_type_into_terminal() {
    if (!is_terminal(STDIN_FILENO)) return false;
    const UniqueFd setting(open("/proc/sys/dev/tty/legacy_tiocsti", O_RDONLY | O_CLOEXEC));
    char value = '1';
    return !setting.is_open() || read(setting.get(), &value, 1) != 1 || value != '0';
}

// Pipes, sockets and the kernel's own objects lead to no other file.
bool is_file_or_directory(int fd) {
    struct stat status = {};
    if (fstat(fd, &status) != 0) return false;
    return S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) || S_ISCHR(status.st_mode) ||
           S_ISBLK(status.st_mode);
}

// A process starts with a table of at least so many descriptors; with few open, that is its size.
constexpr int kFirstTable = 64;

// Those from 3 up that are open, if that can be told without /proc, which costs as much as several
// rules to look into. select() leaves out what lies beyond the table, and fails for what lies in it
// and is closed (select(2), BUGS); poll() says of each whether it is open.
std::optional<std::vector<int>> few_descriptors() {
    constexpr int kFirst = STDERR_FILENO + 1;
    if (!is_open_or_beyond_table(kFirstTable)) return std::nullopt;
    std::array<pollfd, kFirstTable + 1 - kFirst> asked = {};
    for (std::size_t i = 0; i < asked.size(); ++i) asked[i].fd = kFirst + static_cast<int>(i);
    if (!poll_at_once(asked.data(), asked.size())) return std::nullopt;
    const auto is_open = [](const pollfd& one) { return (one.revents & POLLNVAL) == 0; };
    if (is_open(asked.back())) return std::nullopt;  // so the table is larger
    std::vector<int> found;
    for (const pollfd& one : asked) {
        if (is_open(one)) found.push_back(one.fd);
    }
    return found;
}

std::optional<std::vector<int>> listed_descriptors() {
    constexpr std::string_view kFolder = "/proc/self/fd/";
    glob_t list = {};
    std::optional<std::vector<int>> found;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): without GLOB_TILDE it looks up no user
    if (glob("/proc/self/fd/*", GLOB_NOSORT, nullptr, &list) == 0) {
        found.emplace();
        for (std::size_t i = 0; i < list.gl_pathc; ++i) {
            const std::string_view name(list.gl_pathv[i] + kFolder.size());
            int fd = -1;
            std::from_chars(name.data(), name.data() + name.size(), fd);
            if (fd > STDERR_FILENO) found->push_back(fd);
        }
    }
    globfree(&list);
    return found;
}

bool has_inherited_descriptors(int ruleset, int channel) {
    std::optional<std::vector<int>> open = few_descriptors();
    if (!open) open = listed_descriptors();
    if (!open) return true;
    return std::any_of(open->begin(), open->end(), [=](int fd) {
        return fd != ruleset && fd != channel && is_file_or_directory(fd);
    });
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
    if (has_inherited_descriptors(ruleset, channel)) gaps |= kGapInheritedDescriptors;
    if (has_capabilities()) gaps |= kGapPrivileged;
    if (can_type_into_terminal()) gaps |= kGapTerminal;
    return gaps;
}

}  // namespace landlock_preload
