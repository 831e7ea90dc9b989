// SPDX-License-Identifier: MIT
//
// `query`: would a policy allow it, on this kernel, here and now? The policy is prepared as for a
// start, up to the ruleset in the kernel, which is thrown away; then the library's own evaluation
// is asked (landlock_preload_check_path). Nothing is confined, and no directory is made.
//
// A start that the library would refuse allows nothing, so that is an error and no answer. And a
// program can only be executed where the kernel may also open its loader or its interpreters: who
// asks for `execute` is answered about those, too.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/escape.hpp"
#include "preload/environment.hpp"
#include "preload/settings.hpp"
#include "preload/unknown_variables.hpp"
#include "query/decision.hpp"
#include "resolve/variables.hpp"
#include "tool/created_directories.hpp"
#include "tool/launch.hpp"
#include "tool/policy_file.hpp"
#include "tool/prospect.hpp"
#include "tool/question.hpp"
#include "tool/real_path.hpp"
#include "tool/standard_streams.hpp"
#include "tool/terminal.hpp"
#include "tool/trial.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kExecute = fs_access("execute");

// What the kernel lacks of what is asked for is not restricted, whatever the policy says.
void note_dropped(const Question& question, AccessMask access, const Plan& plan,
                  const std::string& source) {
    const AccessMask dropped = access & plan.dropped[question.access_class];
    if (dropped == 0) return;
    print_note(source, "this kernel (Landlock ABI " + std::to_string(plan.abi) +
                           ") cannot restrict " + access_names(question.access_class, dropped));
}

std::string describe_doubt(Doubt doubt) {
    switch (doubt) {
        case Doubt::other_root:
            return "the root is no mount point here, as in a chroot, and only the kernel can see "
                   "the directories above it";
        case Doubt::hidden:
            return "a mount hides directories above it from everybody but the kernel";
        case Doubt::disconnected:
            return "a directory above it was moved out of its mount";
        case Doubt::detached:
            return "the file was deleted, and only the kernel knows where it was";
        case Doubt::copied_up:
            return "the overlay may have copied the file since";
        case Doubt::unmounted:
            return "the filesystem of a rule was unmounted";
        case Doubt::equal_numbers:
            return "its filesystem may have several files with the number of the one that a rule "
                   "is on";
        case Doubt::other_process:
            return "the kernel shows it to who may trace that process, and a confined program may "
                   "trace none outside of its sandbox";
        case Doubt::same_sandbox:
            return "no rule grants it, and still a socket may be connected to where its server is "
                   "in the same sandbox";
        case Doubt::none:
            break;
    }
    return "only the kernel can tell";
}

void print_escaped(std::string_view text) {
    escape_to(text, to_output);
}

void print_rule(const Record& record, std::uint32_t index) {
    const auto print = [](const auto& rule) {
        Pointer pointer;
        write_pointer(rule.location, pointer);
        print_escaped(rule.source);
        to_output(':' + std::string(pointer));
    };
    if (index >= record.path_count) return print(record.ports[index - record.path_count]);
    print(record.paths[index]);
    to_output(" (");
    print_escaped(record.paths[index].path);
    to_output(")");
}

struct Answer {
    landlock_preload_verdict verdict = {};
    Doubt doubt = Doubt::none;

    [[nodiscard]] bool is_allowed() const {
        return verdict.answer == LANDLOCK_PRELOAD_ANSWER_ALLOWED;
    }
};

Answer decide(const Record& record, const Question& question, AccessMask access) {
    Answer answer;
    if (question.access_class == AccessClass::fs) {
        answer.doubt = decide_path(record, question.path.c_str(), access, answer.verdict);
    } else {
        decide_port(record, question.port, access, answer.verdict);
    }
    return answer;
}

int print_allowed(const Record& record, const Answer& answer, AccessMask access) {
    to_output("allowed: ");
    if (answer.verdict.rule == LANDLOCK_PRELOAD_NO_RULE) {
        to_output("not restricted");
        // Every layer denies it to those below that handle any right on files.
        if ((access & fs_access("refer")) != 0 && record.status.fs_enforced == 0) {
            to_output("; but denied (EXDEV) to a program that restricts files itself");
        }
    } else {
        print_rule(record, answer.verdict.rule);
    }
    to_output("\n");
    return kYes;
}

// WHAT: the file that a refusal is about, where it is not the one that was asked about.
int print_refusal(const Question& question, const Answer& answer, const std::string& what) {
    if (answer.verdict.answer == LANDLOCK_PRELOAD_ANSWER_DENIED) {
        to_output("denied: ");
        print_escaped(what);
        to_output("no rule grants " + access_names(question.access_class, answer.verdict.missing) +
                  '\n');
        return kNo;
    }
    const int code = static_cast<int>(answer.verdict.error);
    print_error(question.path,
                "unknown: " + what + (code != 0 ? errno_text(code) : describe_doubt(answer.doubt)));
    return kUnknown;
}

int tell(const Record& record, const Question& question, AccessMask access) {
    const Answer answer = decide(record, question, access);
    if (!answer.is_allowed()) return print_refusal(question, answer, "");
    if (question.access_class == AccessClass::fs && leads_through_other_process(question.path)) {
        print_error(question.path, "unknown: " + describe_doubt(Doubt::other_process));
        return kUnknown;
    }
    if (question.access_class == AccessClass::fs && (access & kExecute) != 0) {
        for (const LaunchedFile& file : find_launched_files(question.path)) {
            Question further = question;
            further.path = file.path;
            const Answer about = decide(record, further, file.needs);
            if (about.is_allowed()) continue;
            const std::string what =
                file.role.empty() ? "to start it, " : file.role + " " + file.path + ": ";
            return print_refusal(question, about, what);
        }
    }
    return print_allowed(record, answer, question.access_class == AccessClass::fs ? access : 0);
}

// Answers about what lies in a directory that a start makes, and is not there yet: by the rules on
// that, and by those on what is there. False where no such rule applies.
bool tell_of_created(const std::vector<ResolvedPath>& made, const ResolvedPolicy& policy,
                     const Record& record, const Question& question, AccessMask access,
                     int& status) {
    if (question.access_class != AccessClass::fs) return false;
    AccessMask needed = access & policy.handled[AccessClass::fs];
    const std::vector<ResolvedPath> rules = find_created(made, question.path, needed);
    if (rules.empty()) return false;
    if (needed != 0) {
        Question further = question;
        further.path = first_missing(question.path);
        const Answer answer = decide(record, further, needed);
        if (!answer.is_allowed()) {
            status = print_refusal(question, answer, "");
            return true;
        }
    }
    to_output("allowed: ");
    print_escaped(policy.text_of(rules.front().location));
    to_output(" (");
    print_escaped(rules.front().path);
    to_output("), which a start makes\n");
    status = kYes;
    return true;
}

// As the library reads them: with a wrong one, nothing starts.
bool is_strict() {
    const bool strict = read_settings(find_requests(environ)).strict;
    std::vector<Diagnostic> warnings;  // of a start, which are no part of an answer
    assess_unknown_variables(environ, strict, warnings);
    return strict;
}

// By the record of a process that starts here with this policy.
int answer(const CommandLine& line, const Question& question) {
    const bool strict = is_strict();
    const std::string executable = find_executable(line.value("--program"));
    Loaded loaded = load_arguments({line.operands[0]});
    const int abi_of_groups = loaded.policy.abi != 0 ? loaded.policy.abi : kNewestAbi;
    Prospect prospect;
    foresee(std::move(loaded), executable, strict, prospect);
    const Record& record = prospect.record;
    try_restriction(prospect.ruleset->fd.get(), prospect.plan.abi, prospect.policy.log);
    const AccessMask access = question.access(abi_of_groups);
    note_dropped(question, access, prospect.plan, prospect.policy.source);
    if (strict && !prospect.made.empty()) {
        print_note(prospect.policy.source,
                   "a start makes directories, and only then looks at who may replace them");
    }
    int status = kYes;
    if (tell_of_created(prospect.made, prospect.policy, record, question, access, status))
        return status;
    status = tell(record, question, access);
    if (question.access_class == AccessClass::fs) {
        const std::string real = find_other_path(question.path, follows_last(access));
        if (!real.empty()) {
            print_escaped(question.path);
            to_output(" leads to ");
            print_escaped(real);
            to_output("\n");
        }
    }
    return status;
}

}  // namespace

int run_query(const CommandLine& line) {
    Question question;
    std::string wrong = parse_question(line.operands[1], line.operands[2], question);
    const auto is_access = [](const std::string& operand) { return is_access_list(operand); };
    if (!wrong.empty() && !is_access(line.operands[1]) &&
        std::ranges::any_of(line.operands, is_access)) {
        wrong += "; the order is FILE ACCESS PATH|PORT";
    }
    if (!wrong.empty()) throw WrongUsage{wrong};
    try {
        return answer(line, question);
    } catch (const Diagnostics& errors) {
        print_errors(errors);
        return kUsage;
    }
}

}  // namespace landlock_preload
