// SPDX-License-Identifier: MIT
#include "tool/trial.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "base/diagnostic.hpp"
#include "base/unique_fd.hpp"
#include "landlock/kernel.hpp"
#include "tool/file_text.hpp"

namespace landlock_preload {
namespace {

// What the kernel says against it; empty: nothing.
std::string restrict_and_describe(int ruleset, int abi, const LogFlags& log) {
    try {
        restrict_self(ruleset, abi, log);
        return {};
    } catch (const Diagnostics& errors) {
        return errors.list.front().what;
    }
}

[[noreturn]] void run_child(int answer, int ruleset, int abi, const LogFlags& log) {
    const std::string problem = restrict_and_describe(ruleset, abi, log);
    const bool is_told = write(answer, problem.data(), problem.size()) >= 0;
    _exit(is_told ? 0 : 1);
}

}  // namespace

void try_restriction(int ruleset, int abi, const LogFlags& log) {
    int ends[2] = {-1, -1};
    if (pipe(ends) != 0) return;  // then it is not known, and no reason to refuse
    const UniqueFd readable(ends[0]);
    UniqueFd writable(ends[1]);
    const pid_t child = fork();
    if (child == 0) run_child(writable.get(), ruleset, abi, log);
    writable = UniqueFd();
    if (child < 0) return;
    const std::string problem = read_to_end(readable.get());
    waitpid(child, nullptr, 0);
    if (!problem.empty()) fail("", problem);
}

}  // namespace landlock_preload
