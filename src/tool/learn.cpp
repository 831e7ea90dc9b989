// SPDX-License-Identifier: MIT
//
// `learn`: runs a program and writes the policy that it would have needed. It runs in a sandbox
// that grants all (rights to files only), so that what no policy can allow fails as it will later;
// and everything else is as `run` has it.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "landlock/kernel.hpp"
#include "observe/landmarks.hpp"
#include "observe/observer.hpp"
#include "observe/synthesis.hpp"
#include "observe/task.hpp"
#include "tool/draft_text.hpp"
#include "tool/explain.hpp"
#include "tool/explanation.hpp"
#include "tool/file_text.hpp"
#include "tool/json_text.hpp"
#include "tool/standard_streams.hpp"
#include "tool/terminal.hpp"
#include "tool/this_machine.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

constexpr int kNotStarted = 125;
constexpr int kDiffers = 1;  // of --check

class Learner : public Watcher {
  public:
    Learner(const CommandLine& line, std::string program)
        : program_(std::move(program)),
          policy_(line.value("--output")),
          facts_(line.value("--keep")),
          is_merged_(line.has("--merge")) {}

    void confined(pid_t /*program*/, const std::string& /*report*/) override {
        is_confined_ = true;
        note_surroundings(learned_);
    }
    void happens(pid_t task, Findings findings) override;
    void ended(int status, bool left) override;
    bool finished() override;

  private:
    void say_what_is_missing() const;
    void warn_of_paths(const Draft& draft) const;

    std::string program_, policy_, facts_;
    bool is_merged_;
    Learned learned_;
    std::set<std::pair<RemarkKind, std::string>> remarks_;
    int status_ = 0;
    bool is_confined_ = false;
};

void Learner::happens(pid_t task, Findings findings) {
    const std::string program = program_name(task);
    learned_.add(findings, program);
    for (const Remark& remark : findings.remarks) {
        remarks_.emplace(remark.kind, remark.subject.empty() ? program : remark.subject);
    }
}

void Learner::ended(int status, bool left) {
    status_ = status;
    if (!left || !is_confined_) return;
    print_note("",
               "the program has ended, and what it left running is observed further; to have "
               "the policy written now, send TERM to process " +
                   std::to_string(getpid()));
}

bool write_file(const std::string& path, const std::string& text) {
    const UniqueFd file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    const bool is_written = file.is_open() && write_whole(file.get(), text);
    if (!is_written) print_error(path, "cannot be written");
    return is_written;
}

void Learner::say_what_is_missing() const {
    for (const auto& [kind, subject] : remarks_) {
        const std::string what = describe_remark(kind, subject);
        if (is_blind_spot(kind)) {
            print_warning("", what + "; what it needs is not in the policy");
        } else {
            print_note("", what);
        }
    }
    if (status_ != 0) {
        print_warning(program_, "it failed, and may need more when it does not");
    }
}

// A policy that its program can change is no policy at the next start; and JSON is UTF-8.
void Learner::warn_of_paths(const Draft& draft) const {
    constexpr AccessMask kChanges = rights_of(RightKind::write);
    const std::string path = policy_.empty() ? "" : without_links(policy_);
    for (const auto& [directory, rule] : draft.rules) {
        if (!JsonText::can_hold(directory)) {
            print_warning(directory, "is not UTF-8, so that no policy can name it");
        }
    }
    for (const auto& [directory, rule] : draft.rules) {
        const bool is_changeable =
            !path.empty() && (rule.rights & kChanges) != 0 && is_within(path, directory);
        if (!is_changeable) continue;
        print_warning(policy_, "this policy lets the program change it (by its rule on " +
                                   directory + "); move it elsewhere before you use it");
        return;
    }
}

// Of runs before; nothing where there was none. Throws Diagnostics.
Learned read_facts(const std::string& path) {
    errno = 0;
    const std::string facts = read_whole_file(path);
    if (!facts.empty()) return read_learned(facts, path);
    if (errno != 0 && errno != ENOENT) fail(path, "cannot open: " + errno_text(errno), errno);
    return {};
}

// Others may learn at the same time, as a server and its client.
bool Learner::finished() {
    if (!is_confined_) return false;  // the launcher has said why
    UniqueFd lock;
    if (is_merged_) {
        lock = UniqueFd(open(facts_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
        flock(lock.get(), LOCK_EX);
        try {
            learned_.unite(read_facts(facts_));
        } catch (const Diagnostics& errors) {
            print_errors(errors);
            facts_.clear();
        }
    }
    ThisMachine machine;
    const Draft draft = synthesize(learned_, machine);
    const std::string text = write_draft(draft, learned_, std::min(query_abi(), kNewestAbi));
    bool is_written = true;
    if (policy_.empty()) {
        to_output(text);
        if (!flush_output()) print_error("", "cannot write to standard output");
    } else {
        is_written = write_file(policy_, text);
    }
    if (!facts_.empty()) write_file(facts_, write_learned(learned_));
    say_what_is_missing();
    warn_of_paths(draft);
    for (const std::string& remark : draft.remarks) print_note("", remark);
    return is_written;
}

// Before the run, which would be for nothing.
void require_writable(const std::string& path) {
    if (path.empty() || access(path.c_str(), W_OK) == 0) return;
    const std::string directory = std::filesystem::path(path).parent_path();
    const bool is_missing = errno == ENOENT;
    const char* place = directory.empty() ? "." : directory.c_str();
    if (is_missing && access(place, W_OK | X_OK) == 0) return;
    fail(path, "cannot be written: " + errno_text(errno), errno);
}

// Grants all that a policy can.
std::string policy_to_learn_under() {
    const std::string abi = std::to_string(std::min(query_abi(), kNewestAbi));
    return R"({"abi":)" + abi +
           R"(,"ruleset":[{"handledAccessFs":["abi.all"]}],)"
           R"("pathBeneath":[{"allowedAccess":["abi.all"],"parent":["/"]}]})";
}

// The program, as it will be under a policy, but for what is granted.
Outcome learn(const CommandLine& line, const std::vector<std::string>& command) {
    const UniqueFd report(memfd_create("landlock-report", 0));
    if (!report.is_open()) fail("", "cannot make a memory file: " + errno_text(errno), errno);
    std::vector<std::string> arguments = {"landlock-policy", "run", "--report",
                                          std::to_string(report.get())};
    if (line.has("--library")) {
        arguments.insert(arguments.end(), {"--library", line.value("--library")});
    }
    arguments.insert(arguments.end(), {policy_to_learn_under(), "--"});
    arguments.insert(arguments.end(), command.begin(), command.end());
    // Whoever may write all may change the policy and the library: that is no news here.
    constexpr const char* kLog = "LANDLOCK_LOG";
    const bool is_ours = std::getenv(kLog) == nullptr;  // NOLINT(concurrency-mt-unsafe)
    if (is_ours) setenv(kLog, "error", 1);              // NOLINT(concurrency-mt-unsafe)
    Learner learner(line, command.front());
    const Until until = line.has("--check") ? Until::nothing_left : Until::program_ends;
    const Outcome outcome =
        observe({"/proc/self/exe", std::move(arguments), report.get(), true}, learner, until);
    if (is_ours) unsetenv(kLog);  // NOLINT(concurrency-mt-unsafe)
    return outcome;
}

std::string describe_status(int status) {
    if (WIFSIGNALED(status)) return "by signal " + std::to_string(WTERMSIG(status));
    return "with status " + std::to_string(WEXITSTATUS(status));
}

// The same again, under what was learned. Standard input is read from where it was, if it can be.
int check(const CommandLine& line, const std::vector<std::string>& command, off_t input) {
    const Outcome learned = learn(line, command);
    // The launcher, or finished(), has said why.
    if (!learned.is_good) return std::max(kNotStarted, WEXITSTATUS(learned.status));
    if (input >= 0) lseek(STDIN_FILENO, input, SEEK_SET);
    print_note("", "now the same under the policy");
    const Outcome confined = explain(line, line.value("--output"), command, Until::nothing_left);
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
    const std::string facts = line.value("--keep");
    if (line.has("--merge") && facts.empty()) throw WrongUsage{"--merge needs --keep"};
    if (line.has("--check") && !line.has("--output")) throw WrongUsage{"--check needs --output"};
    try {
        require_writable(line.value("--output"));
        require_writable(facts);
        if (line.has("--merge")) read_facts(facts);  // wrong ones stop us before the run
        if (line.has("--check")) return check(line, command, lseek(STDIN_FILENO, 0, SEEK_CUR));
        learn(line, command);
    } catch (const Diagnostics& errors) {
        print_errors(errors);
    }
    return kNotStarted;
}

}  // namespace landlock_preload
