// SPDX-License-Identifier: MIT
//
// `check`: errors and notes on policies, for a lint job. It reads the policies and what they
// include; no environment, no granted path, no kernel. So what comes from outside (variables from
// the environment, globs) is taken as given.

#include <string>
#include <utility>
#include <vector>

#include "base/escape.hpp"
#include "resolve/expand.hpp"
#include "resolve/lint.hpp"
#include "tool/policy_file.hpp"
#include "tool/standard_streams.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

bool check_one(const std::string& path) {
    std::string name = path;
    try {
        std::vector<Source> sources = {read_argument(path)};
        name = sources.front().name;
        Loaded loaded = load_sources(std::move(sources));
        for (const Diagnostic& note : loaded.notes) print_note(note.location, note.what);
        for (const Diagnostic& note : lint_policy(loaded.policy))
            print_note(note.location, note.what);
        refuse_lost_protection(loaded);
        const ResolvedPolicy policy = expand_policy(std::move(loaded.policy), {nullptr, true});
        if (policy.abi_clamped_from != 0) {
            print_note(name + ":/abi", describe_clamped_abi(policy));
        }
        if (policy.handled.empty()) {
            print_error(name, kRestrictsNothing);
            return false;
        }
    } catch (const Diagnostics& errors) {
        print_errors(errors);
        return false;
    }
    escape_to(name, to_output);
    to_output(": ok\n");
    return true;
}

}  // namespace

int run_check(const CommandLine& line) {
    bool all = true;
    for (const std::string& path : line.operands) all = check_one(path) && all;
    return all ? kYes : kNo;
}

}  // namespace landlock_preload
