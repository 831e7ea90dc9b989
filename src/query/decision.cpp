// SPDX-License-Identifier: MIT
//
// Which object a right is judged on, and what the walk from there to the root finds.
//
// Only the kernel can see above the process's own root, and knows a file of an overlay by more than
// its numbers. A refusal that depends on either is no refusal but "unknown". What is granted is
// granted all the same.
#include "query/decision.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstddef>
#include <utility>

#include "base/process_calls.hpp"
#include "query/path_lookup.hpp"
#include "query/tracing.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kRefer = fs_access("refer");
constexpr AccessMask kIoctlDev = fs_access("ioctl_dev");
constexpr AccessMask kMakeReg = fs_access("make_reg");
constexpr AccessMask kResolveUnix = fs_access("resolve_unix");

constexpr unsigned long kOverlayFs = 0x794c7630;

// A rule that would have granted some of what is missing to an object on the way, were that the one
// its path led to at the start.
std::uint32_t find_stale_rule(const Record& record, const Walk& walk) {
    for (std::uint32_t i = 0; i < record.path_count; ++i) {
        Object now = {};
        if ((record.paths[i].granted & walk.missing()) == 0) continue;
        if (is_stale(record.paths[i], now) && walk.passed(now)) return i;
    }
    return LANDLOCK_PRELOAD_NO_RULE;
}

// Whether FD is open on a file of an overlay that may be the one of a rule: a file that was copied
// up since has other numbers, perhaps another name as well, and is the same to the kernel.
bool may_be_copy(const Record& record, AccessMask missing, int fd) {
    if (fd < 0 || filesystem_of(fd) != kOverlayFs) return false;
    for (std::uint32_t i = 0; i < record.path_count; ++i) {
        const PathRecord& rule = record.paths[i];
        if (rule.is_directory || (rule.granted & missing) == 0) continue;
        const char* path = rule.real_path != nullptr ? rule.real_path : rule.path;
        Object now = {};
        if (*path != '/' || is_stale(rule, now)) return true;
    }
    return false;
}

// Of what is asked for, what the layer handles. Any layer that handles a right of files also denies
// refer, handled or not.
AccessMask handled_of(const Record& record, AccessMask access) {
    const AccessMask handled = record.status.fs_enforced;
    return access & (handled | (handled != 0 ? kRefer : 0));
}

Doubt set_unknown(landlock_preload_verdict& verdict, int code, Doubt doubt = Doubt::none) {
    verdict.answer = LANDLOCK_PRELOAD_ANSWER_UNKNOWN;
    verdict.error = static_cast<std::uint32_t>(code);
    return doubt;
}

void set_allowed(landlock_preload_verdict& verdict) {
    verdict.answer = LANDLOCK_PRELOAD_ANSWER_ALLOWED;
    verdict.missing = 0;
}

// DOUBT: of the way, or of the object. OVERLAY_FD: a file that may be one of an overlay, or -1.
Doubt conclude(const Record& record, const Walk& walk, Doubt doubt, int overlay_fd,
               landlock_preload_verdict& verdict) {
    verdict.missing = walk.missing();
    verdict.rule = walk.rule();
    if (walk.missing() == 0) {
        set_allowed(verdict);
        Object now = {};
        if (verdict.rule != LANDLOCK_PRELOAD_NO_RULE) {
            verdict.stale = is_stale(record.paths[verdict.rule], now) ? 1 : 0;
        }
        return Doubt::none;
    }
    if (walk.granted_by_none() == 0) {  // but for the rules that may be gone, nothing is missing
        verdict.rule = walk.doubtful_rule();
        verdict.stale = 1;
        return set_unknown(verdict, 0, walk.doubt_of_rule());
    }
    verdict.rule = find_stale_rule(record, walk);
    verdict.stale = verdict.rule != LANDLOCK_PRELOAD_NO_RULE ? 1 : 0;
    if (doubt != Doubt::none) return set_unknown(verdict, 0, doubt);
    if (may_be_copy(record, verdict.missing, overlay_fd)) {
        return set_unknown(verdict, 0, Doubt::copied_up);
    }
    verdict.answer = LANDLOCK_PRELOAD_ANSWER_DENIED;
    return Doubt::none;
}

// Of a refusal: a socket may be connected to by any rules where its server is in the same sandbox.
// The server of a path that is missing may come yet.
Doubt allow_for_same_sandbox(const Walk& walk, bool is_found, mode_t mode) {
    const bool may_be_socket = !is_found || S_ISSOCK(mode);
    const bool is_all = (walk.granted_by_none() & ~kResolveUnix) == 0;
    return may_be_socket && is_all && walk.granted_by_none() != 0 ? Doubt::same_sandbox
                                                                  : Doubt::none;
}

// The rights to the object itself; a missing one gets what its directory grants.
Doubt decide_object(const Record& record, const char* path, AccessMask needed,
                    landlock_preload_verdict& verdict) {
    verdict.missing = needed;
    PathLookup located = locate(path, Follow::yes);
    if (located.outcome == Lookup::unknown) return set_unknown(verdict, located.code);
    if (located.outcome == Lookup::not_filesystem) {
        set_allowed(verdict);
        return Doubt::none;
    }
    const bool is_found = located.outcome == Lookup::found;
    const bool is_of_other = is_found && is_of_other_process(located.object.get());
    const mode_t mode = located.status.st_mode;
    if (is_found && !S_ISCHR(mode) && !S_ISBLK(mode)) needed &= ~kIoctlDev;  // of devices only
    Walk walk(record, needed);
    const int overlay = is_found && !S_ISDIR(mode) ? located.object.get() : -1;
    if (is_found && S_ISDIR(mode)) {
        walk.climb(std::move(located.object));
    } else {
        if (is_found) walk.visit(located.status, located.object.get());
        if (!located.is_detached) walk.climb(std::move(located.directory));
    }
    Doubt doubt = located.is_detached ? Doubt::detached : walk.doubt_of_way();
    if (doubt == Doubt::none) doubt = allow_for_same_sandbox(walk, is_found, mode);
    doubt = conclude(record, walk, doubt, overlay, verdict);
    if (!is_of_other || verdict.answer != LANDLOCK_PRELOAD_ANSWER_ALLOWED) return doubt;
    return set_unknown(verdict, 0, Doubt::other_process);
}

// Of what no rule is needed for: the kernel denies it all the same where it would be traced.
Doubt decide_unhandled(const char* path, landlock_preload_verdict& verdict) {
    const PathLookup located = locate(path, Follow::yes);
    if (located.outcome != Lookup::found || !is_of_other_process(located.object.get())) {
        return Doubt::none;
    }
    return set_unknown(verdict, 0, Doubt::other_process);
}

// The rights to a name in its directory. FOLLOW: where a link stands there that leads to nothing,
// the name that open(2) with O_CREAT makes is the one it leads to.
Doubt decide_name(const Record& record, const char* path, AccessMask needed, Follow follow,
                  landlock_preload_verdict& verdict) {
    verdict.missing = needed;
    PathLookup located = locate(path, follow);
    if (follow == Follow::yes && located.outcome != Lookup::missing) {
        located = locate(path, Follow::no);
    }
    if (!located.directory.is_open()) return set_unknown(verdict, located.code);
    // A removed directory, held by a mount or a process, has no names and gets none: the kernel
    // says so before it asks Landlock.
    struct stat status = {};
    const int failed = stat_descriptor(located.directory.get(), status);
    if (failed != 0) return set_unknown(verdict, -failed);
    if (status.st_nlink == 0) return set_unknown(verdict, ENOENT);
    Walk walk(record, needed);
    walk.climb(std::move(located.directory));
    return conclude(record, walk, walk.doubt_of_way(), -1, verdict);
}

void reset(landlock_preload_verdict& verdict) {
    const std::uint32_t size = verdict.size;
    verdict = {};
    verdict.size = size;
    verdict.rule = LANDLOCK_PRELOAD_NO_RULE;
}

// Both must be allowed: the less favourable answer stands, but for a name that is looked up in
// vain.
Doubt combine(landlock_preload_verdict& verdict, Doubt doubt, const landlock_preload_verdict& name,
              Doubt doubt_of_name) {
    const AccessMask missing = verdict.missing | name.missing;
    const auto rank = [](std::uint32_t answer) {
        if (answer == LANDLOCK_PRELOAD_ANSWER_DENIED) return 2;
        return answer == LANDLOCK_PRELOAD_ANSWER_UNKNOWN ? 1 : 0;
    };
    const bool name_decides = name.error != 0 || rank(name.answer) > rank(verdict.answer);
    if (name_decides) verdict = name;
    verdict.missing = missing;
    return name_decides ? doubt_of_name : doubt;
}

}  // namespace

Doubt decide_path(const Record& record, const char* path, AccessMask access,
                  landlock_preload_verdict& verdict) {
    reset(verdict);
    verdict.answer = LANDLOCK_PRELOAD_ANSWER_ALLOWED;
    const AccessMask needed = handled_of(record, access);
    const AccessMask on_object = needed & ~kNameAccess;
    const AccessMask created = needed & kMakeReg;
    const AccessMask names = needed & kNameAccess & ~kMakeReg;
    Doubt doubt = Doubt::none;
    bool is_first = true;
    const auto add = [&](AccessMask part, Follow follow) {
        if (part == 0) return;
        landlock_preload_verdict name = {};
        name.size = verdict.size;
        name.rule = LANDLOCK_PRELOAD_NO_RULE;
        const Doubt doubt_of_name = decide_name(record, path, part, follow, name);
        doubt = is_first ? doubt_of_name : combine(verdict, doubt, name, doubt_of_name);
        if (is_first) verdict = name;
        is_first = false;
    };
    if (on_object != 0) {
        doubt = decide_object(record, path, on_object, verdict);
        is_first = false;
    } else if ((access & ~kNameAccess) != 0) {
        doubt = decide_unhandled(path, verdict);
        is_first = doubt == Doubt::none;
    }
    add(names, Follow::no);
    add(created, Follow::yes);
    return doubt;
}

void decide_port(const Record& record, std::uint16_t port, AccessMask access,
                 landlock_preload_verdict& verdict) {
    reset(verdict);
    verdict.missing = access & record.status.net_enforced;
    for (std::uint32_t i = 0; i < record.port_count && verdict.missing != 0; ++i) {
        const PortRecord& rule = record.ports[i];
        if (rule.port != port || (rule.granted & verdict.missing) == 0) continue;
        verdict.missing &= ~rule.granted;
        if (verdict.rule == LANDLOCK_PRELOAD_NO_RULE) verdict.rule = record.path_count + i;
    }
    verdict.answer =
        verdict.missing == 0 ? LANDLOCK_PRELOAD_ANSWER_ALLOWED : LANDLOCK_PRELOAD_ANSWER_DENIED;
    if (verdict.missing != 0) verdict.rule = LANDLOCK_PRELOAD_NO_RULE;
}

}  // namespace landlock_preload
