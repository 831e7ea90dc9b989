// SPDX-License-Identifier: MIT
//
// A confined program that can rewrite its policy, or this library, is confined until its next
// start. So the way to each of these files is walked as the kernel walks it, and every directory
// in which an entry is looked up is checked: whether a rule of this ruleset grants a change of its
// entries and the file system lets this process make one, or lets other users: everyone, or the
// owner, who may always change the mode. Rights that the policy
// does not handle are no grant of its own and do not count: that is what "handled by inference
// only" is about. Nor does `refer` alone, which every abi.read_execute holds: a rename or link also
// needs a right to remove or to make.
//
// A file may have another name (a hard link) that nobody can look for. Other mounts of the same
// directory are not looked for either. The manual says so.
#include "sandbox/tamper.hpp"

#include <sys/stat.h>

#include <utility>

#include "base/process_calls.hpp"
#include "sandbox/path_walk.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kChangesFile = rights_that(Change::content);

// The first rule by which the program may do this to an object, or nullptr.
const RuleObject* find_grant(const PathWalk& walk, const Step& step, AccessMask mask) {
    if ((step.granted & mask) == 0 || !walk.may_change(step)) return nullptr;
    return walk.first_rule(step, mask);
}

const std::string& rule_path(const ResolvedPolicy& policy, const RuleObject& rule) {
    return policy.paths[rule.index].path;
}

// A rule on a directory that may hold another name of a file, or nullptr.
const RuleObject* find_hidden_grant(const Ruleset& ruleset) {
    for (const PathOutcome& outcome : ruleset.outcomes) {
        if (!outcome.is_directory || (outcome.granted & kChangesFile) == 0) continue;
        return ruleset.objects.find(outcome.device, outcome.inode);
    }
    return nullptr;
}

// It is there, and has a name by which the next start finds it, but not by this way.
bool is_out_of_sight(const std::string& file) {
    struct stat status = {};
    return stat_path(file.c_str(), status) == 0 && status.st_nlink != 0;
}

// How other users may change what a path leads to.
struct Opening {
    bool is_there = false;
    uid_t owner = 0;      // who may; 0: everyone, by the file mode
    std::string by = {};  // the directory or link that is changed; empty: the file itself
};

// That of the entry which is looked up now.
Opening find_opening(const PathWalk& walk) {
    const Step& holder = walk.directory();
    if (walk.is_open_to_others() && (holder.mode & S_ISVTX) != 0) {
        return {true, walk.entry()->owner, walk.name_of(*walk.entry())};
    }
    if (walk.is_open_to_others()) return {true, 0, walk.name_of(holder)};
    if (is_foreign(holder)) return {true, holder.owner, walk.name_of(holder)};
    return {};
}

// That of the file itself.
Opening find_own_opening(const Step& end) {
    if ((end.mode & S_IWOTH) != 0) return {true};
    return {is_foreign(end), end.owner};
}

// "/srv/app is world-writable, so everyone may change /srv/app/p.json; remove write permission for
// others"
std::string describe(const Opening& opening, const std::string& file) {
    if (opening.owner != 0) {
        return "user " + std::to_string(opening.owner) + " may change " + file +
               (opening.by.empty() ? "" : " by way of " + opening.by) +
               " (its owner); let root or yourself own it";
    }
    return (opening.by.empty()
                ? file + " is world-writable"
                : opening.by + " is world-writable, so everyone may change " + file) +
           "; remove write permission for others";
}

// Who may change what a path leads to.
struct Threat {
    const RuleObject* grant = nullptr;  // a rule that lets the program
    Opening opening;
    bool has_other_name = false;
    bool is_out_of_sight = false;
};

Threat find_threat(const std::string& file, PathWalk& walk) {
    Threat threat;
    bool is_missing = false;  // a name that is looked up is not there, and can be made
    for (walk.begin(file); walk.next();) {
        is_missing = walk.entry() == nullptr;
        if (!threat.opening.is_there) threat.opening = find_opening(walk);
        if (threat.grant != nullptr) continue;
        threat.grant = find_grant(walk, walk.directory(), kChangesNames);
        if (threat.grant != nullptr && walk.is_kept()) threat.grant = nullptr;
    }
    const Step* end = walk.end();
    if (end == nullptr) {
        const bool is_hidden = is_out_of_sight(file);
        if (is_hidden || !is_missing) threat = {};
        threat.is_out_of_sight = is_hidden;
        return threat;
    }
    if (const RuleObject* direct = find_grant(walk, *end, kChangesFile)) threat.grant = direct;
    if (!threat.opening.is_there) threat.opening = find_own_opening(*end);
    if (S_ISDIR(end->mode)) {
        // Of a directory of policies, to which one may be added whether it is sticky or not.
        if (threat.grant == nullptr) threat.grant = find_grant(walk, *end, kChangesNames);
    } else {
        threat.has_other_name = end->links > 1 && walk.may_change(*end);
    }
    return threat;
}

std::string check_file(const std::string& file, const ResolvedPolicy& policy,
                       const Ruleset& ruleset, PathWalk& walk) {
    const Threat threat = find_threat(file, walk);
    if (threat.grant != nullptr) {
        return "the policy lets the program change " + file + " (by its rule on " +
               rule_path(policy, *threat.grant) + "); keep it outside what is granted";
    }
    if (threat.opening.is_there) return describe(threat.opening, file);
    if (threat.is_out_of_sight) {
        return "it cannot be seen who may change " + file + "; name it by a shorter, absolute path";
    }
    const RuleObject* hidden = threat.has_other_name ? find_hidden_grant(ruleset) : nullptr;
    if (hidden == nullptr) return {};
    return "the policy may let the program change " + file +
           " by another name, a hard link (by its rule on " + rule_path(policy, *hidden) +
           "); use a copy that has one name";
}

}  // namespace

std::vector<std::string> find_tampering(const std::vector<std::string>& files,
                                        const ResolvedPolicy& policy, const Ruleset& ruleset) {
    std::vector<std::string> findings;
    PathWalk walk(policy, ruleset.objects);
    for (const std::string& file : files) {
        std::string finding = check_file(file, policy, ruleset, walk);
        if (!finding.empty()) findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace landlock_preload
