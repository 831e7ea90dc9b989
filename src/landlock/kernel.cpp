// SPDX-License-Identifier: MIT
//
// The system calls, and what their errors mean to a user. Nothing is guessed from a kernel version:
// the kernel is asked for its ABI.
//
// no_new_privs is set by the same call that restricts where the kernel can (ABI 11), and by prctl
// just before it elsewhere. A failure after that ends the process, so that a half-applied sandbox
// is never seen by the program.
#include "landlock/kernel.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/diagnostic.hpp"
#include "base/directory.hpp"
#include "base/process_calls.hpp"
#include "landlock/uapi.hpp"

namespace landlock_preload {
namespace {

[[noreturn]] void fail_kernel(const std::string& what, int code) {
    fail("", what, code);
}

// Landlock itself is missing or out of reach. The three causes look alike and have three remedies.
[[noreturn]] void fail_unavailable(int code) {
    switch (code) {
        case ENOSYS:
            fail_kernel(
                "this kernel has no Landlock (ENOSYS); use Linux 5.13 or newer with "
                "CONFIG_SECURITY_LANDLOCK, or let the landlock system calls through the "
                "container's seccomp filter",
                code);
        case EOPNOTSUPP:
            fail_kernel("Landlock is not enabled in this kernel (EOPNOTSUPP); add it to lsm=",
                        code);
        case EPERM:
            fail_kernel(
                "the landlock system calls are forbidden here (EPERM); allow them in the "
                "container's or service's seccomp filter",
                code);
        default:
            fail_kernel("cannot ask the kernel for its Landlock ABI: " + errno_text(code), code);
    }
}

// The number of this process's threads from /proc, or 0 where it cannot be read.
int count_threads() {
    DirectoryReader tasks(
        UniqueFd(open_named("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
    int count = 0;
    while (tasks.next()) ++count;
    return tasks.error() == 0 ? count : 0;
}

}  // namespace

int query_errata() {
    const long errata =
        system_call(uapi::kCreateRuleset, nullptr, std::size_t{0}, uapi::kCreateRulesetErrata);
    return errata > 0 ? static_cast<int>(errata) : 0;
}

int ask_abi() {
    return static_cast<int>(
        system_call(uapi::kCreateRuleset, nullptr, std::size_t{0}, uapi::kCreateRulesetVersion));
}

int query_abi() {
    const int abi = ask_abi();
    if (abi < 1) fail_unavailable(abi < 0 ? -abi : ENOSYS);
    return abi;
}

namespace {

// Where the kernel's structure has a class.
struct AttrFields {
    std::uint64_t uapi::RulesetAttr::*handled;
    std::uint64_t uapi::RulesetAttr::*quiet;
};

constexpr AttrFields attr_fields(AccessClass access_class) {
    switch (access_class) {
        case AccessClass::fs:
            return {&uapi::RulesetAttr::handled_access_fs, &uapi::RulesetAttr::quiet_access_fs};
        case AccessClass::net:
            return {&uapi::RulesetAttr::handled_access_net, &uapi::RulesetAttr::quiet_access_net};
        case AccessClass::scope:
            return {&uapi::RulesetAttr::scoped, &uapi::RulesetAttr::quiet_scoped};
    }
    return {};
}

int create(const AccessSet& handled, const AccessSet& quiet) {
    uapi::RulesetAttr attr = {};
    for (const AccessClass each : kAccessClasses) {
        const AttrFields fields = attr_fields(each);
        attr.*fields.handled = handled[each];
        attr.*fields.quiet = quiet[each];
    }
    return static_cast<int>(
        system_call(uapi::kCreateRuleset, &attr, sizeof(attr), std::uint32_t{0}));
}

}  // namespace

UniqueFd create_ruleset(const AccessSet& handled, const AccessSet& quiet) {
    UniqueFd ruleset(create(handled, quiet));
    if (!ruleset.is_open()) {
        fail_kernel("cannot create the ruleset: " + errno_text(errno), errno);
    }
    return ruleset;
}

AccessSet probe_access(const AccessSet& bits) {
    AccessSet accepted;
    for (const AccessClass each : kAccessClasses) {
        for (unsigned bit = 0; bit < 64; ++bit) {
            const AccessSet one(each, bits[each] & AccessMask{1} << bit);
            if (!one.empty() && UniqueFd(create(one, {})).is_open()) accepted |= one;
        }
    }
    return accepted;
}

int add_path_rule(int ruleset, int parent, AccessMask allowed, bool quiet) {
    const uapi::PathBeneathAttr attr = {allowed, parent};
    const std::uint32_t flags = quiet ? uapi::kAddRuleQuiet : 0;
    const long status = system_call(uapi::kAddRule, ruleset, uapi::kRulePathBeneath, &attr, flags);
    return status == 0 ? 0 : errno;
}

int add_port_rule(int ruleset, std::uint16_t port, AccessMask allowed, bool quiet) {
    const uapi::NetPortAttr attr = {allowed, port};
    const std::uint32_t flags = quiet ? uapi::kAddRuleQuiet : 0;
    const long status = system_call(uapi::kAddRule, ruleset, uapi::kRuleNetPort, &attr, flags);
    return status == 0 ? 0 : errno;
}

int require_confinable_threads(int abi) {
    // Needs no /proc: the kernel refuses with EINVAL where there is more than one thread, or a
    // process that shares our memory and could be made to run what a confined one writes there.
    if (unshare_memory() == 0) return 1;
    const bool many = errno == EINVAL;
    if (many && unshare_threads() == 0) {
        fail_kernel(
            "another process shares the memory of this one (clone with CLONE_VM) and would stay "
            "outside of the sandbox; preload the library rather than loading it later",
            0);
    }
    const int counted = count_threads();
    if ((counted == 1 && !many) || has_feature(abi, Feature::all_threads)) return counted;
    if (many || counted > 1) {
        fail_kernel("other threads are already running, and this kernel (Landlock ABI " +
                        std::to_string(abi) +
                        ") confines only one; preload the library, rather than loading it later or "
                        "behind a library that starts threads",
                    0);
    }
    fail_kernel("cannot determine whether other threads are running; allow unshare or mount /proc",
                0);
}

void restrict_self(int ruleset, int abi, const LogFlags& log) {
    std::uint32_t flags = 0;
    if (has_feature(abi, Feature::log_flags)) {
        if (!log.same_exec) flags |= uapi::kRestrictLogSameExecOff;
        if (log.new_exec) flags |= uapi::kRestrictLogNewExecOn;
        if (!log.subdomains) flags |= uapi::kRestrictLogSubdomainsOff;
    }
    if (has_feature(abi, Feature::all_threads)) flags |= uapi::kRestrictTsync;
    if (has_feature(abi, Feature::no_new_privs)) {
        flags |= uapi::kRestrictNoNewPrivs;
    } else if (set_no_new_privs() != 0) {
        fail_kernel("cannot set no_new_privs: " + errno_text(errno), errno);
    }
    if (system_call(uapi::kRestrictSelf, ruleset, flags) == 0) return;
    if (errno == E2BIG) {
        fail_kernel(
            std::string("this process already has ") + (abi < kAbiWithRefer ? "64" : "16") +
                " Landlock layers, the kernel's limit; reduce the number of nested sandboxes",
            E2BIG);
    }
    if (errno == EPERM) {
        fail_kernel(
            "restricting this process is forbidden (EPERM); allow landlock_restrict_self in the "
            "container's or service's seccomp filter",
            EPERM);
    }
    fail_kernel("cannot restrict this process: " + errno_text(errno), errno);
}

}  // namespace landlock_preload
