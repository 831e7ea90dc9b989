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
#include "sandbox/replaceable.hpp"
#include "sandbox/tamper.hpp"

namespace landlock_preload {
namespace {

// What an author should know of a policy that is right; nobody else is troubled with it.
std::vector<Diagnostic> collect_lints(Loaded& loaded) {
    std::vector<Diagnostic> notes = std::move(loaded.notes);
    for (Diagnostic& note : lint_policy(loaded.policy)) notes.push_back(std::move(note));
    return notes;
}

// A kernel newer than this library may know bits that the policy names by number.
AccessSet probe_raw_access(const ResolvedPolicy& policy, int abi) {
    return abi > kNewestAbi ? probe_access(raw_access(policy)) : AccessSet{};
}

}  // namespace

Prepared prepare(Loaded loaded, const Purpose& purpose) {
    refuse_lost_protection(loaded);
    std::vector<Diagnostic> lints;
    if (purpose.is_explained) lints = collect_lints(loaded);
    ResolvedPolicy policy = expand_policy(std::move(loaded.policy), purpose.context);
    const int abi = query_abi();
    Plan plan = plan_enforcement(policy, abi, probe_raw_access(policy, abi));
    Ruleset ruleset = build_ruleset(policy, plan, purpose.locate);

    std::vector<std::string> files = std::move(loaded.files);
    files.emplace_back(purpose.library);
    std::vector<std::string> tampering = find_tampering(files, policy, ruleset);
    find_replaceable(policy, plan, ruleset, tampering);
    std::vector<Diagnostic> events = assess(policy, plan, ruleset, tampering, purpose.strict);
    return {std::move(policy), std::move(plan),  std::move(ruleset),
            std::move(events), std::move(lints), std::move(files)};
}

}  // namespace landlock_preload
