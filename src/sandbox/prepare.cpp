// SPDX-License-Identifier: MIT
//
// The part of the pipe that is the same whoever enforces: this process, as the library does it for
// the program that it is in, or the launcher, for the program that it is about to become. Both
// refuse the same policies with the same words.
#include "sandbox/prepare.hpp"

#include <utility>

#include "landlock/kernel.hpp"
#include "resolve/lint.hpp"
#include "sandbox/assess.hpp"
#include "sandbox/tamper.hpp"

namespace landlock_preload {
namespace {

// What an author should know of a policy that is right; nobody else is troubled with it. A policy
// that is no use goes no further.
std::vector<Diagnostic> collect_lints(Loaded& loaded, bool is_explained) {
    refuse_lost_protection(loaded);
    if (!is_explained) return {};
    std::vector<Diagnostic> notes = std::move(loaded.notes);
    for (Diagnostic& note : lint_policy(loaded.policy)) notes.push_back(std::move(note));
    return notes;
}

// A kernel newer than this library may know bits that the policy names by number.
Plan plan_for_kernel(const ResolvedPolicy& policy) {
    const int abi = query_abi();
    return plan_enforcement(policy, abi,
                            abi > kNewestAbi ? probe_access(raw_access(policy)) : AccessSet{});
}

}  // namespace

// cppcheck-suppress passedByValue; its members are moved from
Prepared::Prepared(Loaded loaded, const Purpose& purpose)
    : lints(collect_lints(loaded, purpose.is_explained)),
      policy(expand_policy(std::move(loaded.policy), purpose.context)),
      plan(plan_for_kernel(policy)),
      ruleset(build_ruleset(policy, plan, purpose.locate)),
      files(std::move(loaded.files)) {
    files.emplace_back(purpose.library);
    std::vector<std::string> tampering = find_tampering(files, policy, ruleset);
    find_replaceable(policy, plan, ruleset, tampering);
    events = assess(policy, plan, ruleset, tampering, purpose.strict);
}

}  // namespace landlock_preload
