// SPDX-License-Identifier: MIT
//
// `query`: would a policy allow it, on this kernel, here and now? The policy is prepared as for a
// start, up to the ruleset in the kernel, which is thrown away; then the library's own evaluation
// is asked (landlock_preload_check_path). Nothing is confined, and no directory is made.
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "escape.hpp"
#include "policy/expand.hpp"
#include "policy/load.hpp"
#include "policy/spelling.hpp"
#include "report/decision.hpp"
#include "report/report.hpp"
#include "sandbox/kernel.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

constexpr const char* kSynopsis = "query FILE ACCESS PATH|PORT";

struct Question {
    AccessClass access_class = AccessClass::fs;
    AccessMask access = 0;
    std::string path;
    std::uint16_t port = 0;
};

std::string hint_for(std::string_view word) {
    Spelling spelling(word);
    for (const AccessRight& right : kAccessRights) {
        if (right.access_class != AccessClass::scope) spelling.consider(right.name);
    }
    return spelling.hint();
}

// Adds the rights of a list such as "read_file,read_dir". Returns what is wrong with it, or
// nothing.
std::string parse_access(std::string_view list, Question& question) {
    std::optional<AccessClass> seen;
    for (bool is_last = false; !is_last;) {
        const std::size_t comma = list.find(',');
        const std::string_view word = list.substr(0, comma);
        is_last = comma == std::string_view::npos;
        if (!is_last) list.remove_prefix(comma + 1);
        const AccessRight* right = find_access(word);
        if (right == nullptr) return "unknown right " + quote(word) + hint_for(word);
        if (right->access_class == AccessClass::scope) {
            return quote(word) + " is a scope, which has no rules";
        }
        if (seen.value_or(right->access_class) != right->access_class) {
            return "rights on paths and on ports cannot be asked for at once";
        }
        seen = right->access_class;
        question.access_class = right->access_class;
        question.access |= right->mask();
    }
    return "";
}

std::string parse_target(const std::string& text, Question& question) {
    if (question.access_class == AccessClass::fs) {
        question.path = text;
        return text.empty() ? "the path is empty" : "";
    }
    const char* end = text.data() + text.size();
    const auto [at, status] = std::from_chars(text.data(), end, question.port);
    return status == std::errc() && at == end ? "" : quote(text) + " is not a port (0..65535)";
}

// What the kernel lacks of what is asked for is not restricted, whatever the policy says.
void note_dropped(const Question& question, const Plan& plan, const std::string& source) {
    const bool is_fs = question.access_class == AccessClass::fs;
    const AccessMask dropped = question.access & (is_fs ? plan.dropped_fs : plan.dropped_net);
    if (dropped == 0) return;
    print_note(source, "this kernel (Landlock ABI " + std::to_string(plan.abi) +
                           ") cannot restrict " + access_names(question.access_class, dropped));
}

void print_rule(const Record& record, std::uint32_t index) {
    const auto put = [](std::string_view text) { std::cout << text; };
    char pointer[48];
    if (index < record.path_count) {
        const PathRecord& rule = record.paths[index];
        write_pointer(rule, pointer);
        escape_to(rule.source, put);
        std::cout << ':' << pointer << " (";
        escape_to(rule.path, put);
        std::cout << ')';
    } else {
        const PortRecord& rule = record.ports[index - record.path_count];
        write_pointer(rule, pointer);
        escape_to(rule.source, put);
        std::cout << ':' << pointer;
    }
}

int tell(const Record& record, const Question& question, const landlock_preload_verdict& verdict) {
    switch (verdict.answer) {
        case LANDLOCK_PRELOAD_ANSWER_ALLOWED:
            std::cout << "allowed: ";
            if (verdict.rule == LANDLOCK_PRELOAD_NO_RULE) {
                std::cout << "not restricted";
            } else {
                print_rule(record, verdict.rule);
            }
            std::cout << '\n';
            return kYes;
        case LANDLOCK_PRELOAD_ANSWER_DENIED:
            std::cout << "denied: no rule grants "
                      << access_names(question.access_class, verdict.missing) << '\n';
            return kNo;
        default:
            print_error(
                question.path,
                "unknown: " + (verdict.error != 0 ? errno_text(static_cast<int>(verdict.error))
                                                  : "only the kernel can tell"));
            return kNo;
    }
}

// A record as that of a process that starts here with this policy.
int answer(const std::string& file, const Question& question) {
    Loaded loaded = load_files({file});
    refuse_lost_protection(loaded);
    ResolvedPolicy policy = expand_policy(std::move(loaded.policy), {environ});
    for (ResolvedPath& path : policy.paths) path.options.create_directory = false;
    const Plan plan = plan_enforcement(policy, query_abi());
    const Ruleset ruleset = build_ruleset(policy, plan);
    const Judgement judgement = judge(policy, plan, ruleset, {}, false);
    const RecordInput input = {policy, plan, ruleset, judgement.warnings, judgement.notes, ""};
    const auto memory =
        std::make_unique<std::max_align_t[]>(record_size(input) / sizeof(std::max_align_t) + 1);
    Record record = {};
    fill_record(input, memory.get(), record);
    struct stat root = {};
    if (stat("/", &root) == 0) {
        record.root_device = root.st_dev;
        record.root_inode = root.st_ino;
    }
    note_dropped(question, plan, policy.source);
    landlock_preload_verdict verdict = {};
    if (question.access_class == AccessClass::fs) {
        decide_path(record, question.path.c_str(), question.access, verdict);
    } else {
        decide_port(record, question.port, question.access, verdict);
    }
    return tell(record, question, verdict);
}

}  // namespace

int run_query(const Arguments& arguments) {
    for (const std::string& argument : arguments) {
        if (is_option(argument))
            return refuse_usage("unknown option " + quote(argument), kSynopsis);
    }
    if (arguments.size() != 3) return refuse_usage("", kSynopsis);
    Question question;
    std::string wrong = parse_access(arguments[1], question);
    if (wrong.empty()) wrong = parse_target(arguments[2], question);
    if (!wrong.empty()) return refuse_usage(wrong, kSynopsis);
    return answer(arguments[0], question);
}

}  // namespace landlock_preload
