// SPDX-License-Identifier: MIT
//
// Notes on a policy that is right as far as its form goes. Each is about something that surprised
// users of Landlock, and each falls silent when the policy is written so that it is no longer true.
// Nothing is looked at but the policy itself, so that it can be checked anywhere.
#include "policy/lint.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "policy/compose.hpp"
#include "policy/hints.hpp"
#include "policy/presets.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kExecute = fs_access("execute");
constexpr AccessMask kReadFile = fs_access("read_file");
constexpr AccessMask kRefer = fs_access("refer");
constexpr AccessMask kWriteFile = fs_access("write_file");

Policy with_groups_resolved(Policy policy) {
    resolve_groups(policy);
    return policy;
}

class Linter {
  public:
    explicit Linter(Policy policy)
        : policy_(with_groups_resolved(std::move(policy))),
          explicit_fs_(policy_.handled_access_fs.rights) {
        infer_handled(policy_);
        for (const PathRule& rule : policy_.path_beneath) {
            if ((rule.allowed_access.rights & kReadFile) == 0) continue;
            readable_.insert(rule.parent.begin(), rule.parent.end());
        }
    }

    std::vector<Message> lint();

  private:
    [[nodiscard]] bool handles(AccessMask mask) const {
        return (policy_.handled_access_fs.rights & mask) != 0;
    }
    [[nodiscard]] AccessMask preset_access() const;
    void lint_whole();
    void lint_path(const PathRule& rule, std::size_t parent);
    void note(std::string what) { notes_.push_back({policy_.source, std::move(what)}); }

    Policy policy_;
    AccessMask explicit_fs_;
    std::set<std::string_view> readable_;  // paths that some rule grants read_file on
    std::vector<Message> notes_;
};

AccessMask Linter::preset_access() const {
    AccessMask mask = 0;
    for (const PresetUse& use : policy_.preset) {
        for (const PresetGrant& grant : all_preset_grants()) {
            if (grant.kind != GrantKind::port && use.name == grant.preset) mask |= grant.access;
        }
    }
    return mask;
}

void Linter::lint_whole() {
    const bool handles_fs = policy_.handled_access_fs.rights != 0;
    if (handles_fs && explicit_fs_ == 0) {
        note(
            "only the file rights that the rules use are denied elsewhere; add a ruleset with "
            "handledAccessFs to deny the others");
    }
    AccessMask granted = preset_access();
    for (const PathRule& rule : policy_.path_beneath) granted |= rule.allowed_access.rights;
    if (handles_fs && (granted & kRefer) == 0) {
        note(
            "no rule grants refer: renames and links between directories fail with \"Invalid "
            "cross-device link\" (EXDEV)");
    }
    if (handles(kExecute) && (granted & kExecute) == 0) {
        note("execute is handled and granted nowhere: the process can start no program");
    }
}

bool reaches_loader(std::string_view path) {
    constexpr std::string_view kFolders[] = {"/", "/lib", "/lib64", "/usr", "/usr/lib"};
    return std::find(std::begin(kFolders), std::end(kFolders), path) != std::end(kFolders) ||
           path.find("/ld-") != std::string_view::npos;
}

void Linter::lint_path(const PathRule& rule, std::size_t parent) {
    const std::string& path = rule.parent[parent];
    const std::string where = policy_.file_name(rule.entry.file) + ":/pathBeneath/" +
                              std::to_string(rule.entry.index) + "/parent/" +
                              std::to_string(parent);
    const AccessMask granted = rule.allowed_access.rights;
    if (!policy_.is_extended || rule.entry.is_plain) {
        std::string foreign = describe_foreign_expansion(path);
        if (!foreign.empty()) notes_.push_back({where, std::move(foreign)});
        if (path.find_first_of("*?[") != std::string::npos) {
            notes_.push_back({where, quote(path) + " is taken literally: plain policies have no "
                                                   "globs"});
        }
    }
    if (path == "/proc/self" || path.starts_with("/proc/self/")) {
        notes_.push_back({where,
                          "/proc/self is this very process: its children are not covered; "
                          "grant /proc"});
    }
    if ((granted & kExecute) != 0 && !readable_.contains(path)) {
        notes_.push_back({where,
                          "execute without read_file: the kernel must also read a program "
                          "to run it"});
    }
    if ((granted & kExecute) != 0 && reaches_loader(path)) {
        notes_.push_back({where,
                          "a program that may be read can be run through its loader, with "
                          "or without execute on it"});
    }
    const bool is_device = path.starts_with("/dev/") && !path.starts_with("/dev/shm/");
    if ((granted & kWriteFile) != 0 && rule.options.type == PathType::file && !is_device) {
        notes_.push_back({where, kSingleFileNote});
    }
}

std::vector<Message> Linter::lint() {
    lint_whole();
    for (const PathRule& rule : policy_.path_beneath) {
        for (std::size_t i = 0; i < rule.parent.size(); ++i) lint_path(rule, i);
    }
    for (const PresetUse& use : policy_.preset) {
        if (use.name != "loader" || !handles(kExecute)) continue;
        notes_.push_back(
            {policy_.file_name(use.entry.file) + ":/preset/" + std::to_string(use.entry.index),
             "a program that may be read can be run through its loader, with or "
             "without execute on it"});
    }
    return std::move(notes_);
}

}  // namespace

std::vector<Message> lint_policy(Policy policy) {
    return Linter(std::move(policy)).lint();
}

}  // namespace landlock_preload
