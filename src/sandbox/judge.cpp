// SPDX-License-Identifier: MIT
//
// The table "What counts as enforced" of the policy reference, as code: silence, a warning, or an
// error. It runs when the ruleset stands in the kernel and nothing is restricted yet, so that a
// refusal leaves nothing half-applied.
#include "sandbox/judge.hpp"

#include <utility>

#include "error.hpp"

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

Message unusable_path(const ResolvedPolicy& policy, const UnusablePath& unusable) {
    const ResolvedPath& path = policy.paths[unusable.index];
    return {path_location(policy.source, path.rule, path.parent),
            "cannot open " + quote(path.path) + ": " + errno_text(unusable.code)};
}

// "/lib32: No such file or directory"
std::string first_unusable(const ResolvedPolicy& policy, const Ruleset& ruleset) {
    const UnusablePath& first = ruleset.unusable.front();
    return policy.paths[first.index].path + ": " + errno_text(first.code);
}

void refuse(const ResolvedPolicy& policy, const Plan& plan, const Ruleset& ruleset,
            const std::vector<std::string>& tampering) {
    std::vector<Error> errors;
    const std::string rights = missing_rights(plan);
    if (!rights.empty()) {
        collect(errors, {Stage::kernel, 0, policy.source,
                         rights + "; LANDLOCK_STRICT=1 makes this an error"});
    }
    for (const UnusablePath& unusable : ruleset.unusable) {
        Message message = unusable_path(policy, unusable);
        collect(errors, {Stage::kernel, unusable.code, std::move(message.where),
                         message.what + "; LANDLOCK_STRICT=1 makes this an error"});
    }
    for (const std::string& finding : tampering) {
        collect(errors, {Stage::kernel, 0, policy.source, finding});
    }
    if (!errors.empty()) throw Errors{std::move(errors)};
}

}  // namespace

Judgement judge(const ResolvedPolicy& policy, const Plan& plan, const Ruleset& ruleset,
                const std::vector<std::string>& tampering, bool strict) {
    if (strict) refuse(policy, plan, ruleset, tampering);
    const std::size_t unusable = ruleset.unusable.size();
    const std::size_t total = plan.paths.size();
    if (unusable > 0 && unusable == total) {
        fail(Stage::kernel, policy.source,
             "none of " + std::to_string(total) +
                 " paths could be opened (first: " + first_unusable(policy, ruleset) + ")",
             ruleset.unusable.front().code);
    }
    Judgement judgement;
    std::string rights = missing_rights(plan);
    if (!rights.empty()) {
        judgement.warnings.push_back(
            {policy.source, rights + "; LANDLOCK_STRICT=1 refuses to start then"});
    }
    std::string paths;
    if (unusable > 0) {
        paths = std::to_string(unusable) + " of " + std::to_string(total) +
                " paths could not be opened (first: " + first_unusable(policy, ruleset) +
                "); LANDLOCK_LOG=info lists all";
        for (const UnusablePath& path : ruleset.unusable) {
            judgement.notes.push_back(unusable_path(policy, path));
        }
    }
    for (const std::string& finding : tampering) {
        if (!paths.empty()) paths += "; ";
        paths += finding;
    }
    if (!paths.empty()) judgement.warnings.push_back({policy.source, std::move(paths)});
    if (policy.abi_clamped_from != 0) {
        judgement.notes.push_back(
            {policy.source + ":/abi",
             "abi " + std::to_string(policy.abi_clamped_from) +
                 " is newer than this library; groups mean what they do at abi " +
                 std::to_string(kNewestAbi)});
    }
    return judgement;
}

}  // namespace landlock_preload
