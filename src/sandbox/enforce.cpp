// SPDX-License-Identifier: MIT
//
// Plan to kernel: one ruleset for files, ports and scopes, since each further layer that handles
// any fs right would deny renames between directories once more.
//
// A path is opened once (O_PATH, following links), and the rule is on that very object: its type,
// from fstat on the same descriptor, decides which rights it can hold, so a path that is replaced
// in between cannot get the rights of what was there before. Only one descriptor is open at a time.
// Several rules on one object are merged; the kernel would OR them anyway.
#include "sandbox/enforce.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "error.hpp"
#include "sandbox/kernel.hpp"

namespace landlock_preload {

RuleObjects::RuleObjects(std::size_t most) {
    std::size_t size = 8;
    while (size < 2 * most) size *= 2;
    slots_.resize(size);
}

std::size_t RuleObjects::slot(dev_t device, ino_t inode) const {
    constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15;
    const std::size_t mask = slots_.size() - 1;
    const std::uint64_t mixed = (inode ^ (std::uint64_t{device} << 40U)) * kGoldenRatio;
    std::size_t at = static_cast<std::size_t>(mixed >> 32U) & mask;
    while (slots_[at].allowed != 0 && (slots_[at].inode != inode || slots_[at].device != device)) {
        at = (at + 1) & mask;
    }
    return at;
}

RuleObject& RuleObjects::find_or_add(dev_t device, ino_t inode) {
    RuleObject& object = slots_[slot(device, inode)];
    object.device = device;
    object.inode = inode;
    return object;
}

const RuleObject* RuleObjects::find(dev_t device, ino_t inode) const {
    const RuleObject& object = slots_[slot(device, inode)];
    return object.allowed != 0 ? &object : nullptr;
}

AccessMask RuleObjects::all_allowed() const {
    AccessMask mask = 0;
    for (const RuleObject& object : slots_) mask |= object.allowed;
    return mask;
}

namespace {

// Out of resources is no property of the path: leaving the rule out would break the program later
// for a reason that nobody could see.
bool is_exhaustion(int code) {
    return code == EMFILE || code == ENFILE || code == ENOMEM;
}

void add_path(const ResolvedPolicy& policy, const PlannedPath& planned, Ruleset& ruleset) {
    const ResolvedPath& path = policy.paths[planned.index];
    const auto fail_here = [&](const char* what, int code) {
        fail(Stage::kernel, path_location(policy.source, path.rule, path.parent),
             what + quote(path.path) + ": " + errno_text(code), code);
    };
    const UniqueFd parent(open(path.path.c_str(), O_PATH | O_CLOEXEC));
    struct stat status = {};
    if (!parent.is_open() || fstat(parent.get(), &status) != 0) {
        if (is_exhaustion(errno)) fail_here("cannot open ", errno);
        ruleset.unusable.push_back({planned.index, errno});
        return;
    }
    AccessMask allowed = planned.allowed;
    if (!S_ISDIR(status.st_mode)) allowed &= kFileAccess;
    ++ruleset.applied;
    RuleObject& object = ruleset.objects.find_or_add(status.st_dev, status.st_ino);
    if ((allowed & ~object.allowed) == 0) return;  // nothing to grant, or granted already
    const int code = add_path_rule(ruleset.fd.get(), parent.get(), allowed);
    // EBADFD: a pipe, a socket, a memfd, reached through /proc/PID/fd. Landlock never restricts
    // those, so the access that was asked for is there without a rule.
    if (code == EBADFD) return;
    if (code != 0) fail_here("cannot add a rule for ", code);
    if (object.allowed == 0) object.index = planned.index;
    object.allowed |= allowed;
}

}  // namespace

Ruleset build_ruleset(const ResolvedPolicy& policy, const Plan& plan) {
    Ruleset ruleset{create_ruleset(plan.handled_access_fs, plan.handled_access_net, plan.scoped),
                    RuleObjects(plan.paths.size()),
                    0,
                    {}};
    for (const PlannedPath& path : plan.paths) add_path(policy, path, ruleset);
    for (const PlannedPort& port : plan.ports) {
        const int code = add_port_rule(ruleset.fd.get(), port.port, port.allowed);
        // EAFNOSUPPORT: a kernel without TCP/IP has no port to protect.
        if (code != 0 && code != EAFNOSUPPORT) {
            fail(
                Stage::kernel, policy.source,
                "cannot add a rule for port " + std::to_string(port.port) + ": " + errno_text(code),
                code);
        }
    }
    return ruleset;
}

}  // namespace landlock_preload
