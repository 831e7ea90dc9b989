// SPDX-License-Identifier: MIT
//
// Notes on a policy that is right as far as its form goes. Each is about something that surprised
// users of Landlock, and each falls silent when the policy is written so that it is no longer true.
// Nothing is looked at but the policy itself, so that it can be checked anywhere.
#include "policy/lint.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "policy/compose.hpp"
#include "policy/hints.hpp"
#include "policy/presets.hpp"
#include "policy/template.hpp"

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

// A path without its last component: "" above what it names.
std::string_view parent_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos || path == "/") return {};
    return path.substr(0, slash == 0 ? 1 : slash);
}

// Whether the loader is below a path, as far as its name tells: /lib64, /usr/lib/x86_64-linux-gnu.
bool reaches_loader(std::string_view path) {
    if (path.find("/ld-") != std::string_view::npos || path == "/") return true;
    if (path.starts_with("/usr")) path.remove_prefix(4);
    if (path.empty()) return true;
    constexpr std::string_view kFolders[] = {"/lib", "/lib32", "/lib64", "/libx32"};
    const std::size_t slash = path.find('/', 1);
    const std::string_view folder = path.substr(0, slash);
    if (std::find(std::begin(kFolders), std::end(kFolders), folder) == std::end(kFolders)) {
        return false;
    }
    return slash == std::string_view::npos ||
           (path.find('/', slash + 1) == std::string_view::npos &&
            path.find("-linux-", slash) != std::string_view::npos);
}

class Linter {
  public:
    explicit Linter(Policy policy)
        : policy_(with_groups_resolved(std::move(policy))),
          explicit_fs_(policy_.handled_access_fs.rights) {
        infer_handled(policy_);
        for (const PathRule& rule : policy_.path_beneath) {
            if ((rule.allowed_access.rights & kReadFile) == 0) continue;
            for (const std::string& path : rule.parent) readable_.insert(component_form(path));
        }
        for_each_preset_grant([this](const PresetGrant& grant) {
            if ((grant.access & kReadFile) != 0) readable_.emplace(grant.path);
        });
    }

    std::vector<Message> lint();

  private:
    [[nodiscard]] bool handles(AccessMask mask) const {
        return (policy_.handled_access_fs.rights & mask) != 0;
    }
    template <typename Action>
    void for_each_preset_grant(Action action) const {
        for (const PresetGrant& grant : all_preset_grants()) {
            if (grant.kind != GrantKind::port && is_used(grant.preset)) action(grant);
        }
    }
    [[nodiscard]] bool is_used(std::string_view preset) const {
        return std::any_of(policy_.preset.begin(), policy_.preset.end(),
                           [preset](const PresetUse& use) { return use.name == preset; });
    }
    [[nodiscard]] bool is_readable(std::string_view path) const;
    void lint_whole();
    void lint_literally(const std::string& where, const std::string& text);
    void lint_variable(const Variable& variable);
    void lint_path(const PathRule& rule, std::size_t parent);
    [[nodiscard]] bool is_literal(const Entry& entry) const;
    void note(EventCode code, std::string what) {
        notes_.push_back({policy_.source, std::move(what), code});
    }

    Policy policy_;
    AccessMask explicit_fs_;
    std::set<std::string, std::less<>> readable_;  // where some rule grants read_file
    std::vector<Message> notes_;
};

bool Linter::is_readable(std::string_view path) const {
    for (; !path.empty(); path = parent_of(path)) {
        if (readable_.contains(path)) return true;
    }
    return false;
}

void Linter::lint_whole() {
    const AccessMask handled = policy_.handled_access_fs.rights;
    if (handled != 0 && explicit_fs_ == 0) {
        note(EventCode::inferred_only,
             "only the file rights that the rules use are denied elsewhere; add a ruleset with "
             "handledAccessFs to deny the others");
    }
    AccessMask granted = 0;
    for_each_preset_grant([&](const PresetGrant& grant) { granted |= grant.access & handled; });
    for (const PathRule& rule : policy_.path_beneath) granted |= rule.allowed_access.rights;
    if (handled != 0 && (granted & kRefer) == 0) {
        note(EventCode::no_refer,
             "no rule grants refer: renames and links between directories fail with \"Invalid "
             "cross-device link\" (EXDEV)");
    }
    if (handles(kExecute) && (granted & kExecute) == 0) {
        note(EventCode::no_execute,
             "execute is handled and granted nowhere: the process can start no program");
    }
}

bool Linter::is_literal(const Entry& entry) const {
    return !policy_.is_extended || entry.is_plain;
}

// What plain mode does not expand.
void Linter::lint_literally(const std::string& where, const std::string& text) {
    std::string foreign = describe_foreign_expansion(text);
    if (!foreign.empty()) notes_.push_back({where, std::move(foreign), EventCode::literal});
    if (text.find_first_of("*?[") == std::string::npos) return;
    notes_.push_back({where, quote(text) + " is taken literally: plain policies have no globs",
                      EventCode::literal});
}

void Linter::lint_variable(const Variable& variable) {
    for (std::size_t i = 0; i < variable.literal.size() && is_literal(variable.entry); ++i) {
        const std::string where = policy_.file_name(variable.entry.file) + ":/variable/" +
                                  std::to_string(variable.entry.index) + "/literal/" +
                                  std::to_string(i);
        lint_literally(where, variable.literal[i]);
    }
}

void Linter::lint_path(const PathRule& rule, std::size_t parent) {
    const std::string path = component_form(rule.parent[parent]);
    const std::string where = policy_.file_name(rule.entry.file) + ":/pathBeneath/" +
                              std::to_string(rule.entry.index) + "/parent/" +
                              std::to_string(parent);
    const AccessMask granted = rule.allowed_access.rights;
    if (is_literal(rule.entry)) lint_literally(where, rule.parent[parent]);
    if (path == "/proc/self" || path.starts_with("/proc/self/")) {
        notes_.push_back({where,
                          "/proc/self is this very process: its children are not covered; "
                          "grant /proc",
                          EventCode::proc_self});
    }
    if ((granted & kExecute) != 0 && handles(kReadFile) && !is_readable(path)) {
        notes_.push_back({where,
                          "execute without read_file: the kernel must also read a program "
                          "to run it",
                          EventCode::execute_unread});
    }
    if ((granted & kExecute) != 0 && reaches_loader(path)) {
        notes_.push_back({where,
                          "a program that may be read can be run through its loader, with "
                          "or without execute on it",
                          EventCode::loader});
    }
    const bool is_device = path.starts_with("/dev/") && !path.starts_with("/dev/shm/");
    if ((granted & kWriteFile) != 0 && rule.options.type == PathType::file && !is_device) {
        notes_.push_back({where, kSingleFileNote, EventCode::single_file});
    }
}

std::vector<Message> Linter::lint() {
    lint_whole();
    for (const Variable& variable : policy_.variable) lint_variable(variable);
    for (const PathRule& rule : policy_.path_beneath) {
        for (std::size_t i = 0; i < rule.parent.size(); ++i) lint_path(rule, i);
    }
    for (const PresetUse& use : policy_.preset) {
        if (use.name != "loader" || !handles(kExecute)) continue;
        notes_.push_back(
            {policy_.file_name(use.entry.file) + ":/preset/" + std::to_string(use.entry.index),
             "a program that may be read can be run through its loader, with or "
             "without execute on it",
             EventCode::loader});
    }
    return std::move(notes_);
}

}  // namespace

std::vector<Message> lint_policy(Policy policy) {
    return Linter(std::move(policy)).lint();
}

}  // namespace landlock_preload
