// SPDX-License-Identifier: MIT
//
// `explain`: runs a program under its policy, and says what was denied. The sandbox is the
// library's own, and so is every refusal; what is observed beside it is what the program asks for,
// and what the rules that are in force say to that. So nothing of the program has to be changed,
// and no privilege is needed; and an answer is a prediction, by the library's own evaluation.
//
// The terminal is the program's until its end. What there is to say is said then, on standard
// error; standard output is the program's alone.
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/escape.hpp"
#include "observe/denial.hpp"
#include "observe/observer.hpp"
#include "observe/task.hpp"
#include "tool/explain.hpp"
#include "tool/explain_log.hpp"
#include "tool/explanation.hpp"
#include "tool/policy_file.hpp"
#include "tool/prospect.hpp"
#include "tool/run/policy_argument.hpp"
#include "tool/standard_streams.hpp"
#include "tool/terminal.hpp"
#include "tool/this_machine.hpp"
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
    Explainer(const CommandLine& line, const std::string& name, const std::string& program,
              Source policy)
        : policy_(std::move(policy)), is_live_(line.has("--live")), is_json_(line.has("--json")) {
        explanation_.program = program;
        explanation_.policy = name;
    }

    void confined(pid_t program, const std::string& report) override;
    void happens(const std::string& program, Findings findings) override;
    void ended(int status, bool left) override;
    bool finished() override;

  private:
    bool add(const Need& need, const std::string& program);
    void learn_missing(Findings findings, const std::string& program);
    static void say(const Denial& denial);

    Source policy_;
    bool is_live_;
    bool is_json_;
    bool is_confined_ = false;
    Prospect prospect_;
    Judge judge_{prospect_.record};
    Explanation explanation_;
};

// Now, and not before: the directories that the policy asks for have been made.
void Explainer::confined(pid_t program, const std::string& report) {
    is_confined_ = true;
    note_surroundings(explanation_.missing);
    explanation_.is_launcher_alone = report.find("\"preload\"") == std::string::npos;
    std::array<char, 4096> path = {};
    const ssize_t length = readlink(task_path(program, "exe").c_str(), path.data(), path.size());
    try {
        // One that asked for nothing has ended by now.
        const std::string executable =
            length > 0 ? std::string(path.data(), static_cast<std::size_t>(length))
                       : find_executable(explanation_.program);
        Loaded loaded = load_sources({policy_});
        explanation_.is_extended = loaded.policy.is_extended;
        explanation_.variables = loaded.policy.variable;
        foresee(std::move(loaded), executable, false, prospect_);
        take_objects(prospect_, report);
        explanation_.record = &prospect_.record;
    } catch (const Diagnostics& errors) {
        print_errors(errors);
        print_error("", "so what is denied cannot be explained");
    }
}

void Explainer::say(const Denial& denial) {
    std::string line = "landlock-policy: denied: " + describe_denial(denial) + " (";
    escape_to(*denial.programs.begin(), [&](std::string_view piece) { line += piece; });
    to_error(line + ")\n");
}

// Whether it was denied.
bool Explainer::add(const Need& need, const std::string& program) {
    explanation_.denials.count();
    const Judgement judgement = judge_.judge(need);
    if (judgement.missing == 0) return false;
    const std::size_t before = explanation_.denials.list().size();
    explanation_.denials.add(need, judgement, program);
    const bool is_new = explanation_.denials.list().size() != before;
    if (is_live_ && is_new) say(explanation_.denials.list().back());
    return true;
}

// Of others than denied ones, what they made counts: rules are on what was there before.
void Explainer::learn_missing(Findings findings, const std::string& program) {
    std::vector<Need> missing;
    for (Need& need : findings.needs) {
        need.rights = judge_.judge(need).missing;
        if (need.rights != 0) missing.push_back(std::move(need));
    }
    findings.needs = std::move(missing);
    explanation_.missing.add(findings, program);
}

void Explainer::happens(const std::string& program, Findings findings) {
    if (explanation_.record == nullptr) return;
    bool is_denied = false;
    for (const Need& need : join_needs(findings.needs)) is_denied = add(need, program) || is_denied;
    for (const Move& move : findings.moves) {
        const AccessMask gained = judge_.gained_by(move);
        if (gained == 0) continue;
        explanation_.denials.add_move(move, gained, program);
        explanation_.missing.paths[move.from.path].add({gained, true, {program}});
    }
    for (const Remark& remark : findings.remarks) {
        explanation_.remarks.emplace(remark.kind,
                                     remark.subject.empty() ? program : remark.subject);
    }
    judge_.forget_after(findings);
    if (!is_denied) {
        findings.needs.clear();
        findings.moves.clear();
    }
    learn_missing(std::move(findings), program);
}

void Explainer::ended(int status, bool left) {
    explanation_.status = status;
    explanation_.has_ended = true;
    if (!left || !is_confined_) return;
    print_note("",
               "the program has ended, but what it left running is still observed; "
               "for a report now, send TERM to process " +
                   std::to_string(getpid()));
}

bool Explainer::finished() {
    // The library has said why it did not start the program.
    if (explanation_.record == nullptr) return false;
    to_error(is_json_ ? explain_as_json(explanation_) : explain_to_people(explanation_));
    return explanation_.denials.list().empty();
}

// The launcher's own file, and what it is to do.
Observed describe_launch(const CommandLine& line, const std::string& policy,
                         const std::vector<std::string>& command, int report) {
    std::vector<std::string> arguments = {"landlock-policy", "run", "--report",
                                          std::to_string(report)};
    if (line.has("--library")) {
        arguments.insert(arguments.end(), {"--library", line.value("--library")});
    }
    arguments.insert(arguments.end(), {policy, "--"});
    arguments.insert(arguments.end(), command.begin(), command.end());
    return {"/proc/self/exe", std::move(arguments), report};
}

// Without a program, what was denied is in a log.
int explain_what_was_logged(const CommandLine& line) {
    if (line.has("--live") || line.has("--library")) {
        throw WrongUsage{
            "there is no PROGRAM to start, and a log takes neither --live nor --library"};
    }
    const std::string policy = line.operands.empty() ? "" : line.operands.front();
    if (policy == "-") throw WrongUsage{"standard input is the log, and cannot be POLICY as well"};
    if (isatty(STDIN_FILENO) != 0) {
        throw WrongUsage{
            "there is no PROGRAM to start, and the log of what was denied is not to be typed in; "
            "name a PROGRAM, or hand over a log, as `dmesg | landlock-policy explain " +
            (policy.empty() ? "POLICY" : policy) + "`"};
    }
    return explain_log(policy, line.has("--json"));
}

}  // namespace

Outcome explain(const CommandLine& line, const std::string& policy,
                const std::vector<std::string>& command, Until until) {
    occupy_closed_streams();
    PolicyArgument argument(policy);
    // Inherited by the launcher, which closes it.
    const int report = memfd_create("landlock-report", 0);
    if (report < 0) fail("", "cannot make a memory file: " + errno_text(errno), errno);
    const Observed observed = describe_launch(line, argument.hand_over(), command, report);
    Explainer explainer(line, policy, command.front(), argument.source());
    return observe(observed, explainer, until);
}

int run_explain(const CommandLine& line) {
    try {
        if (line.operands.size() < 2) return explain_what_was_logged(line);
        const std::vector<std::string> command = take_command(line.operands);
        explain(line, line.operands.front(), command, Until::program_ends);
    } catch (const Diagnostics& errors) {
        print_errors(errors);
    }
    return kNotStarted;
}

}  // namespace landlock_preload
