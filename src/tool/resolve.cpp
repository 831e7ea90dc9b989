// SPDX-License-Identifier: MIT
//
// `resolve`: a policy with its groups, variables, globs and presets resolved here and now. What it
// prints, resolved again, is the same: that is tried before anything is printed, since a policy
// that silently means something else is worse than none.
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "policy/json/parser.hpp"
#include "policy/merge.hpp"
#include "resolve/expand.hpp"
#include "resolve/preset_paths.hpp"
#include "tool/policy_file.hpp"
#include "tool/policy_writer.hpp"
#include "tool/standard_streams.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

// Why TEXT is not what it resolves to, or nothing.
std::string find_difference(const std::string& text, const ExpansionContext& context) {
    if (text.size() > kMaxPolicySize) {
        return "it is larger than " + std::to_string(kMaxPolicySize) + " bytes";
    }
    try {
        Policy policy = parse_policy({SourceKind::file, "the output", text});
        resolve_groups(policy);
        const WrittenPolicy again = write_policy(expand_policy(std::move(policy), context), false);
        if (!again.problem.empty()) return again.problem;
        return again.text == text ? "" : "read again, it means something else";
    } catch (const Diagnostics& errors) {
        return errors.list.front().location + ": " + errors.list.front().what;
    }
}

// What a start refuses must not come out as a path that somebody seems to have written.
void refuse_roots(const ResolvedPolicy& policy) {
    struct stat root = {};
    if (stat("/", &root) != 0) return;
    for (const ResolvedPath& path : policy.paths) {
        struct stat status = {};
        if (!path.must_not_be_root || stat(path.path.c_str(), &status) != 0) continue;
        if (status.st_ino != root.st_ino || status.st_dev != root.st_dev) continue;
        fail(policy.text_of(path.location), quote(path.path) + kLeadsToRoot);
    }
}

int print_resolved(const ResolvedPolicy& policy, const ExpansionContext& context,
                   const CommandLine& line) {
    const bool is_unescaped = line.has("--unescaped");
    const WrittenPolicy written = write_policy(policy, is_unescaped);
    std::string problem = written.problem;
    if (problem.empty() && line.has("--plain") && !written.beyond_plain.empty()) {
        problem = "a plain policy cannot express " + written.beyond_plain + "; drop --plain";
    }
    if (problem.empty() && !is_unescaped && !policy.handled.empty()) {
        problem = find_difference(written.text, context);
        if (!problem.empty()) problem.insert(0, "what is printed would not resolve to itself: ");
    }
    if (!problem.empty()) {
        print_error(policy.source, problem);
        return kNo;
    }
    if (policy.handled.empty()) {
        print_warning(policy.source, kRestrictsNothing);
        to_output("{}\n");
        return kYes;
    }
    to_output(written.text);
    return kYes;
}

}  // namespace

int run_resolve(const CommandLine& line) {
    const std::string executable = find_executable(line.value("--program"));
    const ExpansionContext context = {environ, false, &executable};
    Loaded loaded = load_arguments(line.operands);
    for (const Diagnostic& lost : loaded.lost) print_warning(lost.location, lost.what);
    const ResolvedPolicy policy = expand_policy(std::move(loaded.policy), context);
    refuse_roots(policy);
    return print_resolved(policy, context, line);
}

}  // namespace landlock_preload
