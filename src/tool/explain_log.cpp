// SPDX-License-Identifier: MIT
//
// The log is the kernel's word on what it has denied, but on some of it only: on what was logged,
// since when, and of whom. So what it cannot say is said, and that nothing was denied never is.
#include "tool/explain_log.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "base/diagnostic.hpp"
#include "observe/audit_log.hpp"
#include "query/decision.hpp"
#include "tool/explanation.hpp"
#include "tool/prospect.hpp"
#include "tool/run/policy_argument.hpp"
#include "tool/standard_streams.hpp"
#include "tool/terminal.hpp"

namespace landlock_preload {
namespace {

std::string read_log() {
    std::string text;
    std::array<char, 65536> buffer = {};
    for (;;) {
        const ssize_t got = read(STDIN_FILENO, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("standard input", "cannot read: " + errno_text(errno), errno);
        if (got == 0) return text;
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

std::string count_of(std::uint64_t number, const std::string& what) {
    return std::to_string(number) + ' ' + what + (number == 1 ? "" : "s");
}

std::string sum_up(const AuditLog& log) {
    if (!log.denials.empty()) {
        return "this log has " + count_of(log.denials.size(), "denial");
    }
    if (log.of_landlock != 0) return "this log has no denial that a rule could grant";
    return "this log has " + count_of(log.records, "record") +
           " of audit, and none of them is Landlock's";
}

std::vector<std::string> find_gaps(const AuditLog& log) {
    std::vector<std::string> gaps;
    for (const std::size_t line : log.cut) {
        gaps.push_back("line " + std::to_string(line) + " is cut off, and with it a denial");
    }
    if (log.suppressed != 0) {
        gaps.push_back("the kernel did not print " + count_of(log.suppressed, "record") +
                       " (callbacks suppressed); `sysctl kernel.printk_ratelimit=0`, or auditd, "
                       "keeps them");
    }
    if (log.has_lost) gaps.emplace_back("records were lost on their way, as the log itself says");
    if (log.unlogged != 0) {
        gaps.push_back("the kernel counted " + count_of(log.unlogged, "more denial") +
                       " of these sandboxes, which it did not log, or not here");
    }
    for (const std::string& right : log.unknown) {
        gaps.push_back("of \"" + right + "\", which is not known here, nothing is said");
    }
    if (log.is_type_assumed) {
        gaps.emplace_back("what was moved between directories is taken for a file");
    }
    gaps.emplace_back(
        "what a program started is logged only with \"log\": {\"newExec\": true} in its policy, "
        "and "
        "nothing where the kernel is older than 6.15 or its audit is off");
    return gaps;
}

// Whether a policy, as it is on this machine now, leaves out what was denied; and what of it.
Judgement judge(const Record& record, const LoggedDenial& denial) {
    const Denial& what = denial.what;
    landlock_preload_verdict verdict = {};
    verdict.size = sizeof(verdict);
    switch (what.access_class) {
        case AccessClass::fs: {
            if (what.is_by_move) return {what.missing, true};
            // The log has the directory of a name, and a name in it is what is asked about.
            constexpr const char* kAnyName = "/\x01";
            const bool is_of_name = (what.missing & kNameAccess) != 0;
            const std::string path = denial.object + (is_of_name ? kAnyName : "");
            decide_path(record, path.c_str(), what.missing, verdict);
            const bool is_known = verdict.answer != LANDLOCK_PRELOAD_ANSWER_UNKNOWN;
            return {is_known ? verdict.missing : what.missing, is_known};
        }
        case AccessClass::net:
            decide_port(record, what.port, what.missing, verdict);
            return {verdict.missing, true};
        case AccessClass::scope:
            return {what.missing & record.status.scope_enforced, true};
    }
    return {what.missing, true};
}

void note_missing(Learned& missing, const LoggedDenial& denial) {
    const Denial& what = denial.what;
    switch (what.access_class) {
        case AccessClass::fs:
            missing.paths[denial.object].add(
                {what.missing, denial.is_directory || what.is_by_move, {denial.program}});
            return;
        case AccessClass::net:
            missing.ports[what.port].rights |= what.missing;
            missing.ports[what.port].programs.insert(denial.program);
            return;
        case AccessClass::scope:
            missing.scopes |= what.missing;
            return;
    }
}

void add(Explanation& explanation, LoggedDenial denial) {
    explanation.denials.count();
    if (explanation.record != nullptr) {
        const Judgement judgement = judge(*explanation.record, denial);
        if (judgement.missing == 0) {
            explanation.granted.insert(describe_denial(denial.what));
            return;
        }
        denial.what.missing = judgement.missing;
        denial.what.is_certain = judgement.is_certain;
    }
    note_missing(explanation.missing, denial);
    explanation.denials.add(std::move(denial.what));
}

}  // namespace

int explain_log(const std::string& policy, bool is_json) {
    Explanation explanation;
    Prospect prospect;
    explanation.policy = policy;
    if (!policy.empty()) {
        Loaded loaded = load_sources({PolicyArgument(policy).source()});
        explanation.is_extended = loaded.policy.is_extended;
        foresee(std::move(loaded), "", false, prospect);
        explanation.record = &prospect.record;
    }
    AuditLog log = read_audit_log(read_log());
    if (log.records == 0) {
        fail("standard input",
             log.lines == 0 ? "is empty, and not a log of denials"
                            : "has no record of audit in " + count_of(log.lines, "line") +
                                  ", and so says nothing of denials; try /var/log/audit/audit.log, "
                                  "`journalctl -k` or `dmesg`, as root");
    }
    explanation.log_summary = sum_up(log);
    explanation.gaps = find_gaps(log);
    explanation.remarks = std::move(log.remarks);
    const bool has_denials = !log.denials.empty();
    for (LoggedDenial& denial : log.denials) add(explanation, std::move(denial));
    to_output(is_json ? explain_as_json(explanation) : explain_to_people(explanation));
    return has_denials || !explanation.remarks.empty() ? kYes : kNo;
}

}  // namespace landlock_preload
