// SPDX-License-Identifier: MIT
//
// Notes on a policy that is right in form, about what surprised users of Landlock. Each falls
// silent when it is no longer true. Nothing is looked at but the policy, so it can be checked
// anywhere.
#include "resolve/lint.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "policy/json/foreign.hpp"
#include "policy/json/hints.hpp"
#include "policy/merge.hpp"
#include "policy/presets.hpp"
#include "policy/template.hpp"
#include "resolve/names.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kExecute = fs_access("execute");
constexpr AccessMask kReadFile = fs_access("read_file");
constexpr AccessMask kRefer = fs_access("refer");
constexpr AccessMask kWriteFile = fs_access("write_file");
constexpr const char* kLoaderNote =
    "a program that may be read can be run through its loader, with or without execute on it";
constexpr AccessMask kMakeReg = fs_access("make_reg");
constexpr AccessMask kReadAndRun = rights_of(RightKind::read, RightKind::execute);

class Linter {
  public:
    explicit Linter(Policy policy)
        : policy_(std::move(policy)), explicit_fs_(policy_.handled[AccessClass::fs].rights) {
        infer_handled(policy_);
        for (const PathRule& rule : policy_.path_beneath) {
            if ((rule.allowed_access.rights & kReadFile) == 0) continue;
            for (const std::string& path : rule.parent) readable_.insert(component_form(path));
        }
        for_each_preset_grant([this](const PresetGrant& grant) {
            if ((grant.access & kReadFile) != 0) readable_.emplace(grant.path);
        });
    }

    std::vector<Diagnostic> lint();

  private:
    [[nodiscard]] bool handles(AccessMask mask) const {
        return (policy_.handled[AccessClass::fs].rights & mask) != 0;
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
    void note_what_is_free();
    void lint_whole();
    void note_classes();
    void lint_inferred(const PathRule& rule);
    [[nodiscard]] bool can_rename() const;
    [[nodiscard]] bool can_run_by_loader() const;
    [[nodiscard]] bool grants_programs() const;
    void lint_literally(const std::string& where, const std::string& text, bool is_plain);
    void lint_variable(const Variable& variable);
    void lint_path(const PathRule& rule, std::size_t parent);
    [[nodiscard]] bool is_literal(const Entry& entry) const;
    [[nodiscard]] std::string item_of(const Location& entry, std::size_t item) const {
        Location location = entry;
        location.item = static_cast<std::uint32_t>(item);
        return policy_.text_of(location);
    }
    void note_at(std::string where, EventCode code, std::string what) {
        notes_.push_back({Severity::note, std::move(where), std::move(what), code});
    }
    void note(EventCode code, std::string what) { note_at(policy_.source, code, std::move(what)); }

    Policy policy_;
    AccessMask explicit_fs_;
    AccessMask granted_ = 0;                       // by any rule or preset
    std::set<std::string, std::less<>> readable_;  // where some rule grants read_file
    std::vector<Diagnostic> notes_;
};

bool Linter::is_readable(std::string_view path) const {
    for (; !path.empty(); path = parent_of(path)) {
        if (readable_.contains(path)) return true;
    }
    return false;
}

// What is not denied, although a reader may think so.
void Linter::note_what_is_free() {
    const AccessMask handled = policy_.handled[AccessClass::fs].rights;
    const bool is_about_others = handled == 0 && !policy_.handled.rights().empty();
    if (handled != 0 && explicit_fs_ == 0) {
        note(LANDLOCK_PRELOAD_EVENT_INFERRED_ONLY,
             "only the file rights that the rules use are denied elsewhere; add a ruleset with "
             "handledAccessFs to deny the others");
    }
    if ((explicit_fs_ & ~kRefer) != 0 && !protects_names(handled)) {
        note(LANDLOCK_PRELOAD_EVENT_NAMES_UNPROTECTED, kNamesNote);
    } else if ((is_about_others || explicit_fs_ != 0) && !handles(kWriteFile)) {
        note(LANDLOCK_PRELOAD_EVENT_NAMES_UNPROTECTED, kContentsNote);
    }
    if (is_about_others) {
        note(LANDLOCK_PRELOAD_EVENT_NO_REFER,
             "no file right is handled: a program in this sandbox that restricts files itself "
             "cannot rename or link between directories (\"Invalid cross-device link\", EXDEV); "
             "handle refer and grant it on \"/\" to let it");
    }
}

void Linter::lint_whole() {
    const AccessMask handled = policy_.handled[AccessClass::fs].rights;
    note_what_is_free();
    for_each_preset_grant([&](const PresetGrant& grant) { granted_ |= grant.access & handled; });
    for (const PathRule& rule : policy_.path_beneath) granted_ |= rule.allowed_access.rights;
    if (handled != 0 && (granted_ & kRefer) == 0 && can_rename()) {
        note(LANDLOCK_PRELOAD_EVENT_NO_REFER,
             "no rule grants refer: renames and links between directories fail with \"Invalid "
             "cross-device link\" (EXDEV)");
    }
    if (handles(kExecute) && (granted_ & kExecute) == 0 && grants_programs()) {
        note(LANDLOCK_PRELOAD_EVENT_NO_EXECUTE,
             "execute is handled and granted nowhere: the process can start no program");
    }
    note_classes();
}

// Whether anything may be renamed or linked from one directory to another, but for refer.
bool Linter::can_rename() const {
    const AccessMask possible = ~policy_.handled[AccessClass::fs].rights | granted_;
    return (possible & kMakeFiles) != 0 || (possible & kMakeDirectories) == kMakeDirectories;
}

// Whether programs may be read, as far as their names tell.
bool Linter::grants_programs() const {
    if (!handles(kReadFile)) return true;
    return std::any_of(readable_.begin(), readable_.end(), [](std::string_view path) {
        const std::string_view name = base_name(path);
        return name == "bin" || name == "sbin" || path.find("bin/") != std::string_view::npos;
    });
}

// "abi.all" is every right of its class only, and of a class that came later none at all.
void Linter::note_classes() {
    constexpr EventCode kCode = LANDLOCK_PRELOAD_EVENT_CLASS_MISSING;
    for (const AccessClass each : kAccessClasses) {
        if (policy_.void_groups[each] == 0) continue;
        const std::string noun = words_of(each).noun;
        note(kCode, concat({"\"abi.all\" stands for no ", noun, " below abi ",
                            std::to_string(words_of(each).first_abi), "; raise \"abi\" or name ",
                            noun, "s"}));
    }
    if (!policy_.is_all_fs || policy_.abi < abi_of(AccessClass::net)) return;
    const bool no_net = policy_.handled[AccessClass::net].rights == 0;
    const bool no_scope = policy_.handled[AccessClass::scope].rights == 0 &&
                          policy_.abi >= abi_of(AccessClass::scope);
    if (no_net && no_scope) {
        note(kCode,
             "no net right and no scope is handled: TCP, signals and abstract UNIX sockets are "
             "not restricted");
    } else if (no_net) {
        note(kCode, "no net right is handled: TCP is not restricted");
    } else if (no_scope) {
        note(kCode, "no scope is handled: signals and abstract UNIX sockets are not restricted");
    }
}

// Rights that the ruleset leaves alone, as in "abi.write", and a rule grants: so they are denied
// everywhere else, which is seldom meant where the ruleset is about writing.
void Linter::lint_inferred(const PathRule& rule) {
    const AccessMask inferred = rule.allowed_access.rights & ~explicit_fs_ & kReadAndRun;
    const bool is_about_writing =
        (explicit_fs_ & kWriteFile) != 0 && (explicit_fs_ & kReadAndRun) == 0;
    if (!is_about_writing || inferred == 0 ||
        (rule.allowed_access.rights & explicit_fs_ & ~kRefer) == 0)
        return;
    note_at(policy_.text_of(rule.entry) + "/allowedAccess", LANDLOCK_PRELOAD_EVENT_INFERRED_BESIDE,
            concat({access_names(AccessClass::fs, inferred),
                    " would be denied everywhere else, since a rule grants what the ruleset does "
                    "not name; grant abi.write alone, or name them in the ruleset"}));
}

// Whether there may be programs that can be read and not executed: written by the process itself,
// since all others are the administrator's.
bool Linter::can_run_by_loader() const {
    if (!handles(kExecute)) return false;
    if (!handles(kReadFile) || !handles(kMakeReg)) return true;
    const auto is_writable = [](AccessMask access) {
        return (access & (kMakeReg | kReadFile)) == (kMakeReg | kReadFile) &&
               (access & kExecute) == 0;
    };
    bool found = false;
    for_each_preset_grant([&](const PresetGrant& grant) { found |= is_writable(grant.access); });
    for (const PathRule& rule : policy_.path_beneath) {
        found |= is_writable(rule.allowed_access.rights);
    }
    return found;
}

bool Linter::is_literal(const Entry& entry) const {
    return !policy_.is_extended || entry.is_plain;
}

// What is not expanded in TEXT, and no reason to refuse it.
void Linter::lint_literally(const std::string& where, const std::string& text, bool is_plain) {
    std::string foreign = describe_foreign_path(text, true);
    if (foreign.empty()) foreign = describe_foreign_component(text);
    if (is_plain && (foreign.find(" declare ") < foreign.size() || foreign.ends_with(": true")))
        foreign += R"(, which needs "preloadVersion": 1)";
    if (foreign.empty() && is_plain && has_braces(text))
        foreign = concat({quote(text), " is not expanded"});
    if (!foreign.empty()) note_at(where, LANDLOCK_PRELOAD_EVENT_LITERAL, std::move(foreign));
    if (!is_plain || text.find_first_of("*?[") == std::string::npos) return;
    note_at(where, LANDLOCK_PRELOAD_EVENT_LITERAL,
            concat({quote(text), " is taken literally: plain policies have no globs"}));
}

void Linter::lint_variable(const Variable& variable) {
    for (std::size_t i = 0; i < variable.literal.size(); ++i) {
        const std::string where = item_of(variable.entry, i);
        lint_literally(where, variable.literal[i], is_literal(variable.entry));
        if (variable.literal[i].find("${") == std::string::npos) continue;
        notes_.push_back({Severity::note, where,
                          concat({quote(variable.literal[i]),
                                  " is taken literally: values of variables are not expanded"}),
                          LANDLOCK_PRELOAD_EVENT_LITERAL});
    }
}

void Linter::lint_path(const PathRule& rule, std::size_t parent) {
    const std::string path = component_form(rule.parent[parent]);
    const std::string where = item_of(rule.entry, parent);
    const AccessMask granted = rule.allowed_access.rights;
    lint_literally(where, rule.parent[parent], is_literal(rule.entry));
    if (path == "/proc/self" || path.starts_with("/proc/self/")) {
        note_at(where, LANDLOCK_PRELOAD_EVENT_PROC_SELF,
                "/proc/self is this very process: its children are not covered; grant /proc");
    }
    if ((granted & kExecute) != 0 && handles(kReadFile) && !is_readable(path)) {
        note_at(where, LANDLOCK_PRELOAD_EVENT_EXECUTE_UNREAD,
                "execute without read_file: the kernel must also read a program to run it");
    }
    if ((granted & kExecute) != 0 && reaches_loader(path) && can_run_by_loader()) {
        note_at(where, LANDLOCK_PRELOAD_EVENT_LOADER, kLoaderNote);
    }
    const bool is_device = path.starts_with("/dev/") && !path.starts_with("/dev/shm/");
    if ((granted & kWriteFile) != 0 && rule.options.type == PathType::file && !is_device) {
        note_at(where, LANDLOCK_PRELOAD_EVENT_SINGLE_FILE, kSingleFileNote);
    }
}

std::vector<Diagnostic> Linter::lint() {
    lint_whole();
    for (const Variable& variable : policy_.variable) lint_variable(variable);
    for (const PathRule& rule : policy_.path_beneath) {
        lint_inferred(rule);
        for (std::size_t i = 0; i < rule.parent.size(); ++i) lint_path(rule, i);
    }
    for (const PresetUse& use : policy_.preset) {
        if (use.name != "loader" || !can_run_by_loader()) continue;
        note_at(policy_.text_of(use.entry), LANDLOCK_PRELOAD_EVENT_LOADER, kLoaderNote);
    }
    return std::move(notes_);
}

}  // namespace

std::string describe_clamped_abi(const ResolvedPolicy& policy) {
    return "abi " + std::to_string(policy.abi_clamped_from) +
           " is newer than this library; groups mean what they do at abi " +
           std::to_string(kNewestAbi);
}

std::vector<Diagnostic> lint_policy(Policy policy) {
    resolve_groups(policy);
    return Linter(std::move(policy)).lint();
}

}  // namespace landlock_preload
