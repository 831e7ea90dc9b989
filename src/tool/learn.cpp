// SPDX-License-Identifier: MIT
//
// `learn`: runs a program and writes the policy that it would have needed. It runs in a sandbox
// that grants all (rights to files only), so that what no policy can allow fails as it will later;
// and everything else is as `run` has it.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/unique_fd.hpp"
#include "landlock/kernel.hpp"
#include "observe/observer.hpp"
#include "policy/ready.hpp"
#include "tool/explain.hpp"
#include "tool/file_text.hpp"
#include "tool/json_text.hpp"
#include "tool/learner.hpp"
#include "tool/output_rules.hpp"
#include "tool/policy_extension.hpp"
#include "tool/policy_file.hpp"
#include "tool/standard_streams.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

constexpr int kNotStarted = 125;
constexpr int kDiffers = 1;  // of --check

// Before the run, which would be for nothing.
void require_writable(const std::string& path) {
    if (path.empty()) return;
    if (is_ready_name(path)) {
        fail(path, "names a ready policy, which is not written; write ./" + path + " for a file");
    }
    if (std::error_code error; std::filesystem::is_directory(path, error)) {
        fail(path, "cannot be written: " + errno_text(EISDIR) + "; name a file in it", EISDIR);
    }
    if (access(path.c_str(), W_OK) == 0) return;
    const std::string directory = std::filesystem::path(path).parent_path();
    const bool is_missing = errno == ENOENT;
    const char* place = directory.empty() ? "." : directory.c_str();
    if (is_missing && access(place, W_OK | X_OK) == 0) return;
    fail(path, "cannot be written: " + errno_text(errno), errno);
}

// One would replace the other; but not so a device.
bool are_one_file(const std::string& one, const std::string& other) {
    if (one.empty() || other.empty()) return false;
    std::error_code error;
    const auto path =
        std::filesystem::weakly_canonical(std::filesystem::absolute(one, error), error);
    const bool is_same =
        path == std::filesystem::weakly_canonical(std::filesystem::absolute(other, error), error) ||
        std::filesystem::equivalent(one, other, error);
    return is_same && !std::filesystem::is_other(path, error);
}

// Grants all that a policy can. MADE: directories that the start is to make.
std::string policy_to_learn_under(const std::vector<std::string>& made) {
    const std::string abi = std::to_string(std::min(query_abi(), kNewestAbi));
    std::string rules = R"({"allowedAccess":["abi.all"],"parent":["/"]})";
    for (const std::string& directory : made) {
        rules +=
            R"(,{"allowedAccess":["abi.all"],"createDirectory":true,"optional":true,"parent":[)" +
            JsonText::quoted(as_template(directory)) + "]}";
    }
    return R"({"preloadVersion":1,"abi":)" + abi +
           R"(,"ruleset":[{"handledAccessFs":["abi.all"]}],"pathBeneath":[)" + rules + "]}";
}

// The policy that is there, if it is not the one that was written with FACTS: then it is somebody's
// own, and is only added to. Throws Diagnostics.
std::unique_ptr<PolicyExtension> find_extension(const LearnedFiles& files,
                                                const std::string& program) {
    const bool is_there = !files.policy.empty() && access(files.policy.c_str(), F_OK) == 0;
    if (!files.is_merged || !is_there) return nullptr;
    const bool is_as_written = !files.facts.empty() && read_facts(files.facts).digest ==
                                                           digest_of(read_whole_file(files.policy));
    if (is_as_written) return nullptr;
    return std::make_unique<PolicyExtension>(files.policy, find_executable(program));
}

// The program, as it will be under a policy, but for what is granted.
Outcome learn(const CommandLine& line, const LearnedFiles& files,
              const std::vector<std::string>& command) {
    occupy_closed_streams();
    const std::unique_ptr<PolicyExtension> extension = find_extension(files, command.front());
    const UniqueFd report(memfd_create("landlock-report", 0));
    if (!report.is_open()) fail("", "cannot make a memory file: " + errno_text(errno), errno);
    std::vector<std::string> arguments = {"landlock-policy", "run", "--report",
                                          std::to_string(report.get())};
    if (line.has("--library")) {
        arguments.insert(arguments.end(), {"--library", line.value("--library")});
    }
    const std::vector<std::string> made =
        extension == nullptr ? std::vector<std::string>() : extension->made();
    arguments.insert(arguments.end(), {policy_to_learn_under(made), "--"});
    arguments.insert(arguments.end(), command.begin(), command.end());
    // Whoever may write all may change the policy and the library: that is no news here.
    constexpr const char* kLog = "LANDLOCK_LOG";
    const bool is_ours = std::getenv(kLog) == nullptr;  // NOLINT(concurrency-mt-unsafe)
    if (is_ours) setenv(kLog, "error", 1);              // NOLINT(concurrency-mt-unsafe)
    Learner learner(command.front(), files, extension.get());
    const Until until = line.has("--check") ? Until::nothing_left : Until::program_ends;
    const Outcome outcome =
        observe({"/proc/self/exe", std::move(arguments), report.get(), true, true}, learner, until);
    if (is_ours) unsetenv(kLog);  // NOLINT(concurrency-mt-unsafe)
    return outcome;
}

std::string describe_status(int status) {
    if (WIFSIGNALED(status)) return "by signal " + std::to_string(WTERMSIG(status));
    return "with status " + std::to_string(WEXITSTATUS(status));
}

// The same again, under what was learned. Standard input is read from where it was, if it can be.
int check(const CommandLine& line, const LearnedFiles& files,
          const std::vector<std::string>& command, off_t input) {
    const Outcome learned = learn(line, files, command);
    // The launcher, or finished(), has said why.
    if (!learned.is_good) return std::max(kNotStarted, WEXITSTATUS(learned.status));
    if (input >= 0) lseek(STDIN_FILENO, input, SEEK_SET);
    print_note("", "starting it again, under the policy");
    const Outcome confined = explain(line, files.policy, command, Until::nothing_left);
    if (confined.status != learned.status) {
        print_error(command.front(), "it ended " + describe_status(confined.status) +
                                         " under the policy, and " +
                                         describe_status(learned.status) + " without");
    }
    return confined.is_good && confined.status == learned.status ? 0 : kDiffers;
}

}  // namespace

int run_learn(const CommandLine& line) {
    std::vector<std::string> command = line.operands;
    if (command.front() == "--") command.erase(command.begin());
    if (command.empty()) throw WrongUsage{};
    const LearnedFiles files = {line.value("--output"), line.value("--keep"), line.has("--merge")};
    if (files.is_merged && files.policy.empty() && files.facts.empty()) {
        throw WrongUsage{"--merge needs --output or --keep"};
    }
    if (are_one_file(files.policy, files.facts)) {
        throw WrongUsage{"--output and --keep need two files"};
    }
    if (line.has("--check") && files.policy.empty()) throw WrongUsage{"--check needs --output"};
    try {
        require_writable(files.policy);
        require_writable(files.facts);
        if (files.is_merged && !files.facts.empty())
            read_facts(files.facts);  // or they stop us now
        if (line.has("--check")) {
            return check(line, files, command, lseek(STDIN_FILENO, 0, SEEK_CUR));
        }
        learn(line, files, command);
    } catch (const Diagnostics& errors) {
        print_errors(errors);
    }
    return kNotStarted;
}

}  // namespace landlock_preload
