// SPDX-License-Identifier: MIT
//
// `explain`: runs a program under its policy, and says what was denied. The sandbox is the
// library's own, and so is every refusal; what is observed beside it is what the program asks for,
// and what the rules that are in force say to that. So nothing of the program has to be changed,
// and no privilege is needed; and an answer is a prediction, by the library's own evaluation.
//
// The terminal is the program's until its end. What there is to say is said then, on standard
// error; standard output is the program's alone.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/escape.hpp"
#include "base/text.hpp"
#include "observe/observer.hpp"
#include "observe/task.hpp"
#include "tool/explanation.hpp"
#include "tool/policy_file.hpp"
#include "tool/prospect.hpp"
#include "tool/target/elf_file.hpp"
#include "tool/target/exec_chain.hpp"
#include "tool/target/obstacle.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

constexpr int kNotStarted = 125;

// A file that is made and written needs both of its directory: that is one denial.
std::vector<Need> join_needs(const std::vector<Need>& needs) {
    std::vector<Need> joined;
    for (const Need& need : needs) {
        const bool is_more = !joined.empty() && need.access_class == AccessClass::fs &&
                             joined.back().access_class == AccessClass::fs &&
                             joined.back().object.path == need.object.path;
        if (!is_more) {
            joined.push_back(need);
            continue;
        }
        joined.back().rights |= need.rights;
    }
    return joined;
}

class Explainer : public Watcher {
  public:
    Explainer(const CommandLine& line, const std::string& program, std::string policy)
        : policy_(std::move(policy)), is_live_(line.has("--live")), is_json_(line.has("--json")) {
        explanation_.program = program;
        explanation_.policy = line.operands.front();
    }

    void confined(pid_t program, const std::string& report) override;
    void happens(pid_t task, Findings findings) override;
    void ended(int status, bool left) override;
    void finished() override;

  private:
    void add(const Need& need, const std::string& program);
    void say(const Denial& denial) const;

    std::string policy_;
    bool is_live_;
    bool is_json_;
    bool is_confined_ = false;
    Prospect prospect_;
    Explanation explanation_;
};

// Now, and not before: the library has made the directories that the policy asks for.
void Explainer::confined(pid_t program, const std::string& /*report*/) {
    is_confined_ = true;
    std::array<char, 4096> path = {};
    const ssize_t length = readlink(task_path(program, "exe").c_str(), path.data(), path.size());
    const std::string executable(path.data(),
                                 static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
    try {
        Loaded loaded = load_arguments({policy_});
        explanation_.is_extended = loaded.policy.is_extended;
        foresee(std::move(loaded), executable, false, prospect_);
        explanation_.record = &prospect_.record;
    } catch (const Diagnostics& errors) {
        print_errors(errors);
        print_error("", "so what is denied cannot be explained");
    }
}

void Explainer::say(const Denial& denial) const {
    std::string line = "landlock-policy: denied: " + describe_denial(denial) + " (";
    escape_to(*denial.programs.begin(), [&](std::string_view piece) { line += piece; });
    std::cerr << line + ")\n";
}

void Explainer::add(const Need& need, const std::string& program) {
    explanation_.denials.count();
    const Judgement judgement = judge_need(prospect_.record, need);
    if (judgement.missing == 0) return;
    const std::size_t before = explanation_.denials.list().size();
    explanation_.denials.add(need, judgement, program);
    const bool is_new = explanation_.denials.list().size() != before;
    if (is_live_ && is_new) say(explanation_.denials.list().back());
}

void Explainer::happens(pid_t task, Findings findings) {
    if (explanation_.record == nullptr) return;
    const std::string program = program_name(task);
    for (const Need& need : join_needs(findings.needs)) add(need, program);
    for (const Move& move : findings.moves) {
        const AccessMask gained = gained_by_move(prospect_.record, move);
        if (gained != 0) explanation_.denials.add_move(move, gained, program);
    }
    for (const Remark& remark : findings.remarks) {
        explanation_.remarks.emplace(remark.kind,
                                     remark.subject.empty() ? program : remark.subject);
    }
}

void Explainer::ended(int status, bool left) {
    explanation_.status = status;
    explanation_.has_ended = true;
    if (!left || !is_confined_) return;
    print_note("",
               "the program has ended, and what it left running is observed further; "
               "to be told now, send TERM to process " +
                   std::to_string(getpid()));
}

void Explainer::finished() {
    // The library has said why it did not start the program.
    if (explanation_.record == nullptr) return;
    std::cerr << (is_json_ ? explain_as_json(explanation_) : explain_to_people(explanation_));
}

// What can be read but once is kept in memory, for the program and for us. Returns what to name it.
std::string keep_policy(const std::string& name) {
    struct stat status = {};
    const bool is_path = name != "-" && parse_descriptor(name) < 0;
    const bool is_file = is_path && stat(name.c_str(), &status) == 0;
    if (is_path && (!is_file || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) return name;
    const int source = is_path       ? open(name.c_str(), O_RDONLY | O_CLOEXEC)
                       : name == "-" ? STDIN_FILENO
                                     : parse_descriptor(name);
    const int copy =
        memfd_create("policy", 0);  // which the program inherits, and the library closes
    std::array<char, 65536> buffer;
    for (;;) {
        const ssize_t length = read(source, buffer.data(), buffer.size());
        if (length < 0 && errno == EINTR) continue;
        if (length < 0 || copy < 0) fail(name, "cannot read: " + errno_text(errno), errno);
        if (length == 0) return "fd:" + std::to_string(copy);
        if (write(copy, buffer.data(), static_cast<std::size_t>(length)) != length) {
            fail(name, "cannot keep it: " + errno_text(errno), errno);
        }
    }
}

// Without a preload, the program would run free. Throws Diagnostics. Returns the library's path.
std::string require_preload(const std::string& name, const std::string& library_option) {
    const ExecChain chain = follow_exec_chain(find_program(name));
    if (!chain.not_startable.empty()) fail(name, chain.not_startable);
    const ElfFile elf = read_elf(chain.file.get(), chain.program);
    const PreloadLibrary library = find_library(library_option, elf, chain.program);
    const Obstacle obstacle = find_obstacle(chain, elf, library);
    if (obstacle.reason.empty()) return library.path;
    fail(name, obstacle.reason + "; see landlock-policy target " + name);
}

std::vector<std::string> environment_for(const std::string& library, const std::string& policy) {
    std::vector<std::string> environment;
    std::string preload = "LD_PRELOAD=" + library;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        if (text.starts_with("LD_PRELOAD=")) {
            preload += ':' + std::string(text.substr(text.find('=') + 1));
            continue;
        }
        if (text.starts_with("LANDLOCK_POLICY=") || text.starts_with("LANDLOCK_REPORT=")) continue;
        environment.emplace_back(text);
    }
    environment.push_back(std::move(preload));
    environment.push_back("LANDLOCK_POLICY=" + policy);
    return environment;
}

int status_of(const Diagnostics& errors) {
    constexpr int kNotFound = 127;
    constexpr int kNotExecutable = 126;
    const int code = errors.list.front().error_number;
    if (code == ENOENT) return kNotFound;
    return code == EACCES ? kNotExecutable : kNotStarted;
}

}  // namespace

int run_explain(const CommandLine& line) {
    std::vector<std::string> command(line.operands.begin() + 1, line.operands.end());
    if (command.front() == "--") command.erase(command.begin());
    if (command.empty() || command.front().empty()) throw WrongUsage{};
    std::string library;
    try {
        library = require_preload(command.front(), line.value("--library"));
    } catch (const Diagnostics& errors) {
        print_errors(errors);
        return status_of(errors);
    }
    try {
        const std::string policy = keep_policy(line.operands.front());
        Explainer explainer(line, command.front(), policy);
        observe({command, environment_for(library, policy)}, explainer);
    } catch (const Diagnostics& errors) {
        print_errors(errors);
        return kNotStarted;
    }
}

}  // namespace landlock_preload
