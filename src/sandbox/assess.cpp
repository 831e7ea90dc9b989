// SPDX-License-Identifier: MIT
//
// The table "What counts as enforced" of the policy reference, as code: silence, a warning, or an
// error. It runs when the ruleset stands in the kernel and nothing is restricted yet, so that a
// refusal leaves nothing half-applied.
#include "sandbox/assess.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "policy/json/foreign.hpp"
#include "resolve/lint.hpp"

namespace landlock_preload {
namespace {

constexpr const char* kReferImpossible =
    "this kernel (Landlock ABI 1) denies renames and links between directories even where the "
    "policy grants refer";

std::string missing_rights(const Plan& plan) {
    const std::string names = dropped_names(plan);
    std::string what;
    if (!names.empty()) {
        what = "not enforced, because this kernel (Landlock ABI " + std::to_string(plan.abi) +
               ") lacks it: " + names;
    }
    if (plan.refer_impossible) {
        if (!what.empty()) what += "; ";
        what += kReferImpossible;
    }
    return what;
}

constexpr const char* kRightsHint =
    "; LANDLOCK_STRICT=1 refuses to start then, \"compatibility\": \"best_effort\" accepts it";

// A list in one string, or in a variable that should have been split, is one path.
std::string why_unusable(const ResolvedPath& path, int code) {
    std::string why = errno_text(code);
    if (code != ENOENT || !has_list(path.path, ":,; ")) return why;
    return why + (path.must_exist != 0 ? R"(; a list of paths needs "split", or a string for each)"
                                       : "; each path is a string of its own");
}

Diagnostic unusable_path(const ResolvedPolicy& policy, const UnusablePath& unusable) {
    const ResolvedPath& path = policy.paths[unusable.index];
    return {Severity::note, policy.text_of(path.location),
            "cannot open " + quote(path.path) + ": " + why_unusable(path, unusable.code),
            LANDLOCK_PRELOAD_EVENT_PATH_UNUSABLE, unusable.code};
}

// "/lib32: No such file or directory"
std::string describe_unusable(const ResolvedPolicy& policy, const UnusablePath& unusable) {
    const ResolvedPath& path = policy.paths[unusable.index];
    return path.path + ": " + why_unusable(path, unusable.code);
}

void check_rights(const ResolvedPolicy& policy, const Plan& plan, bool strict,
                  std::vector<Diagnostic>& errors) {
    const std::string rights = missing_rights(plan);
    if (rights.empty() || !(strict || policy.hard_requirement)) return;
    const char* cause =
        policy.hard_requirement ? "\"compatibility\": \"hard_requirement\"" : "LANDLOCK_STRICT=1";
    collect(errors, policy.source, rights + "; " + cause + " makes this an error");
}

void check_paths(const ResolvedPolicy& policy, const Ruleset& ruleset, bool strict,
                 std::vector<Diagnostic>& errors) {
    for (const UnusablePath& unusable : ruleset.unusable) {
        const bool asked = policy.paths[unusable.index].options.error_if_any_unusable_path;
        if (!strict && !asked) continue;
        Diagnostic message = unusable_path(policy, unusable);
        const char* cause = asked ? "errorIfAnyUnusablePath" : "LANDLOCK_STRICT=1";
        collect(errors, std::move(message.location),
                message.what + "; " + cause + " makes this an error", unusable.code);
    }
}

void check_all_unusable(const ResolvedPolicy& policy, const Plan& plan, const Ruleset& ruleset,
                        std::vector<Diagnostic>& errors) {
    // An optional path may be unusable too (EACCES, say), and is no reason to refuse.
    const auto is_required = [&policy](const auto& path) {
        return !policy.paths[path.index].options.optional;
    };
    const auto count = [&is_required](const auto& list) {
        return std::count_if(list.begin(), list.end(), is_required);
    };
    const auto required = count(plan.paths);
    const auto unusable = count(ruleset.unusable);
    if (unusable == 0 || unusable < required) return;
    const auto first = std::find_if(ruleset.unusable.begin(), ruleset.unusable.end(), is_required);
    collect(errors, policy.source,
            (unusable == 1
                 ? "the only required path could not be opened ("
                 : "none of " + std::to_string(unusable) + " paths could be opened (first: ") +
                describe_unusable(policy, *first) + ")",
            first->code);
}

// Everything for which one start is refused.
std::vector<Diagnostic> find_errors(const ResolvedPolicy& policy, const Plan& plan,
                                    const Ruleset& ruleset,
                                    const std::vector<std::string>& tampering, bool strict) {
    std::vector<Diagnostic> errors;
    check_rights(policy, plan, strict, errors);
    check_paths(policy, ruleset, strict, errors);
    if (strict || policy.hard_requirement) {
        for (const std::string& finding : tampering) collect(errors, policy.source, finding);
    }
    // Else they say as much, or more.
    if (errors.empty()) check_all_unusable(policy, plan, ruleset, errors);
    return errors;
}

// Of a preset nothing else could be asked, and "type": "file" was seen before the path was opened.
// A glob's matches stand at one place and get one note.
void note_written_files(const ResolvedPolicy& policy, const Ruleset& ruleset,
                        std::vector<Diagnostic>& notes) {
    std::string last;
    for (const std::uint32_t index : ruleset.written_files) {
        const ResolvedPath& path = policy.paths[index];
        if (path.location.section == Section::preset || path.options.type == PathType::file)
            continue;
        std::string where = policy.text_of(path.location);
        if (where == last) continue;
        notes.push_back(
            {Severity::note, where, kSingleFileNote, LANDLOCK_PRELOAD_EVENT_SINGLE_FILE});
        last = std::move(where);
    }
}

void note_roots(const ResolvedPolicy& policy, const Plan& plan, const Ruleset& ruleset,
                std::vector<Diagnostic>& notes) {
    for (std::size_t i = 0; i < ruleset.outcomes.size(); ++i) {
        if (!ruleset.outcomes[i].is_unsaid_root) continue;
        const ResolvedPath& path = policy.paths[plan.paths[i].index];
        notes.push_back({Severity::note, policy.text_of(path.location),
                         quote(path.path) + " is the root here, with the whole file system",
                         LANDLOCK_PRELOAD_EVENT_ROOT_GRANTED});
    }
}

std::vector<Diagnostic> collect_notes(const ResolvedPolicy& policy, const Plan& plan,
                                      const Ruleset& ruleset) {
    std::vector<Diagnostic> notes;
    for (const UnusablePath& path : ruleset.unusable) notes.push_back(unusable_path(policy, path));
    note_written_files(policy, ruleset, notes);
    note_roots(policy, plan, ruleset, notes);
    if (policy.abi_clamped_from != 0) {
        notes.push_back({Severity::note, policy.source + ":/abi", describe_clamped_abi(policy),
                         LANDLOCK_PRELOAD_EVENT_ABI_CLAMPED});
    }
    return notes;
}

}  // namespace

std::vector<Diagnostic> assess(const ResolvedPolicy& policy, const Plan& plan,
                               const Ruleset& ruleset, const std::vector<std::string>& tampering,
                               bool strict) {
    auto errors = find_errors(policy, plan, ruleset, tampering, strict);
    if (!errors.empty()) throw Diagnostics{std::move(errors)};

    std::vector<Diagnostic> events = collect_notes(policy, plan, ruleset);
    const auto warn = [&](std::string what, EventCode event, int code = 0) {
        events.push_back({Severity::warning, policy.source, std::move(what), event, code});
    };
    std::string rights = missing_rights(plan);
    if (!rights.empty() && policy.best_effort) {
        events.push_back({Severity::note, policy.source, std::move(rights),
                          LANDLOCK_PRELOAD_EVENT_RIGHTS_DROPPED});
    } else if (!rights.empty()) {
        warn(rights + kRightsHint, LANDLOCK_PRELOAD_EVENT_RIGHTS_DROPPED);
    }
    if (!ruleset.unusable.empty()) {
        const UnusablePath& first = ruleset.unusable.front();
        warn(std::to_string(ruleset.unusable.size()) + " of " + std::to_string(plan.paths.size()) +
                 " paths could not be opened (first: " + describe_unusable(policy, first) +
                 "); LANDLOCK_LOG=info lists all",
             LANDLOCK_PRELOAD_EVENT_PATHS_UNUSABLE, first.code);
    }
    std::string findings;
    for (const std::string& finding : tampering) {
        findings += (findings.empty() ? "" : "; ") + finding;
    }
    if (!findings.empty()) warn(std::move(findings), LANDLOCK_PRELOAD_EVENT_TAMPERING);
    return events;
}

void assess_ring(const ResolvedPolicy& policy, int ring, bool strict,
                 std::vector<Diagnostic>& events) {
    if (ring < 0) return;
    std::string what = "descriptor " + std::to_string(ring) +
                       " is an io_uring, which opens files for whoever made it, outside of the "
                       "sandbox; close it before";
    if (strict || policy.hard_requirement) fail(policy.source, what);
    events.push_back(
        {Severity::warning, policy.source, std::move(what), LANDLOCK_PRELOAD_EVENT_IO_URING});
}

}  // namespace landlock_preload
