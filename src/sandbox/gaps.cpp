// SPDX-License-Identifier: MIT
//
// What a sandbox does not reach, for whoever might think it does. It is told, never acted on: a gap
// is a property of Landlock, of the kernel or of how the process was started, and no reason to
// refuse. What cannot be looked up counts as a gap.
#include "sandbox/gaps.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <charconv>
#include <cstring>

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

// Linux 6.2 and newer tell the number of open descriptors as the size of the list. When that is
// what the standard streams and ours account for, none of them need be looked at.
bool has_inherited_descriptors(int ruleset, int channel) {
    struct stat status = {};
    if (fstatat(AT_FDCWD, "/proc/self/fd", &status, 0) != 0) return true;
    off_t known = 1 + (channel >= 0 ? 1 : 0);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        if (fcntl(fd, F_GETFD) >= 0) ++known;
    }
    if (status.st_size == known) return false;
    DIR* list = opendir("/proc/self/fd");
    if (list == nullptr) return true;
    bool found = false;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): ours alone
    while (const dirent* entry = readdir(list)) {
        int fd = -1;  // stays that for "." and ".."
        std::from_chars(entry->d_name, entry->d_name + std::strlen(entry->d_name), fd);
        if (fd <= STDERR_FILENO || fd == dirfd(list) || fd == ruleset || fd == channel) continue;
        found = found || is_file_or_directory(fd);
    }
    closedir(list);
    return found;
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
