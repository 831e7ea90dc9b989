// SPDX-License-Identifier: MIT
//
// `check`: errors and notes on policies, for a lint job. It reads the policies and what they
// include; no environment, no granted path, no kernel. So what comes from outside (variables from
// the environment, globs) is taken as given.
#include <iostream>

#include "policy/expand.hpp"
#include "policy/lint.hpp"
#include "policy/load.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

bool check_one(const std::string& path) {
    try {
        Loaded loaded = load_files({path});
        for (const Message& note : loaded.notes) print_note(note.where, note.what);
        for (const Message& note : lint_policy(loaded.policy)) print_note(note.where, note.what);
        for (const Message& lost : loaded.lost) {
            print_error(lost.where, "composed with the others, this file no longer restricts " +
                                        lost.what +
                                        "; write one extended policy that includes them all");
        }
        if (!loaded.lost.empty()) return false;
        const ResolvedPolicy policy = expand_policy(std::move(loaded.policy), {nullptr, true});
        if ((policy.handled_access_fs | policy.handled_access_net | policy.scoped) == 0) {
            print_error(path, "policy restricts nothing");
            return false;
        }
    } catch (const Errors& errors) {
        print_errors(errors);
        return false;
    }
    std::cout << path << ": ok\n";
    return true;
}

}  // namespace

int run_check(const Arguments& arguments) {
    if (arguments.empty()) {
        std::cerr << "usage: landlock-policy check FILE...\n";
        return kUsage;
    }
    bool all = true;
    for (const std::string& path : arguments) all = check_one(path) && all;
    return all ? kYes : kNo;
}

}  // namespace landlock_preload
