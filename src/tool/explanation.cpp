// SPDX-License-Identifier: MIT
//
// Denials are sorted by what probably came of them. Programs try much that they can do without: a
// cache, a file in another place, a faster way. To grant all of it makes policies wide, and to
// grant none of it makes them useless; so what changes something, starts something or connects
// somewhere comes first, and what was asked for last before a program gave up.
#include "tool/explanation.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <cstring>

#include "base/escape.hpp"
#include "observe/landmarks.hpp"
#include "tool/this_machine.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kTells =
    rights_of(RightKind::execute, RightKind::write) & ~fs_access("ioctl_dev");

std::string escaped(std::string_view text) {
    std::string result;
    escape_to(text, [&](std::string_view piece) { result += piece; });
    return result;
}

std::string joined(const std::set<std::string>& texts) {
    constexpr std::size_t kMost = 4;
    std::string result;
    std::size_t count = 0;
    for (const std::string& text : texts) {
        if (count == kMost) return result + " and others";
        result += (count++ == 0 ? "" : ", ") + escaped(text);
    }
    return result;
}

bool has_failed(const Explanation& explanation) {
    return explanation.has_ended && explanation.status != 0;
}

std::string describe_end(const Explanation& explanation) {
    const std::string name = escaped(explanation.program);
    if (!explanation.has_ended) return name + " goes on";
    if (WIFSIGNALED(explanation.status)) {
        return name + " was ended by signal " + std::to_string(WTERMSIG(explanation.status));
    }
    return name + " ended with status " + std::to_string(WEXITSTATUS(explanation.status));
}

// The rule on the nearest directory above, or on the object itself.
const PathRecord* find_nearest(const Record& record, const std::string& path) {
    const PathRecord* nearest = nullptr;
    std::size_t longest = 0;
    for (std::uint32_t i = 0; i < record.path_count; ++i) {
        const PathRecord& rule = record.paths[i];
        const std::string_view real = rule.real_path != nullptr ? rule.real_path : rule.path;
        if (!is_within(path, real) || real.size() < longest || rule.granted == 0) continue;
        longest = real.size();
        nearest = &rule;
    }
    return nearest;
}

std::string name_rule(const PathRecord& rule) {
    Pointer pointer;
    write_pointer(rule.location, pointer);
    return escaped(rule.source) + ':' + pointer + " (" + escaped(rule.path) + ')';
}

// A rule by whose path the program came to the object, which the rule is not on.
const PathRecord* find_left(const Explanation& explanation, const Denial& denial) {
    const Record& record = *explanation.record;
    const std::string here = explanation.missing.working_directory + '/';
    const auto absolute = [&](const std::string& path) {
        return path.starts_with('/') ? path : here + path;
    };
    for (std::uint32_t i = 0; i < record.path_count; ++i) {
        const PathRecord& rule = record.paths[i];
        const std::string_view real = rule.real_path != nullptr ? rule.real_path : rule.path;
        if ((rule.granted & denial.missing) == 0 || is_within(denial.path, real)) continue;
        const std::string path = absolute(rule.path);
        const auto leads_through = [&](const std::string& written) {
            return written.find("..") == std::string::npos && is_within(absolute(written), path);
        };
        if (std::ranges::any_of(denial.written, leads_through)) return &rule;
    }
    return nullptr;
}

std::string describe_nearest(const Explanation& explanation, const Denial& denial) {
    if (denial.access_class != AccessClass::fs || denial.path.empty()) return {};
    const PathRecord* const left = find_left(explanation, denial);
    const PathRecord* const rule =
        left != nullptr ? left : find_nearest(*explanation.record, denial.path);
    if (rule == nullptr) return {};
    Object now = {};
    if ((rule->granted & denial.missing) != 0 && is_stale(*rule, now)) {
        return "the rule " + name_rule(*rule) +
               " is on the object that was there at the start, and another one is there now";
    }
    if (left != nullptr) return "a link leads out of what the rule " + name_rule(*rule) + " is on";
    return "the nearest rule, " + name_rule(*rule) + ", grants " +
           access_names(AccessClass::fs, rule->granted);
}

void add_denial(std::string& text, const Explanation& explanation, const Denial& denial) {
    text += "  " + describe_denial(denial) + "\n    by " + joined(denial.programs);
    if (denial.times > 1) text += ", " + std::to_string(denial.times) + " times";
    const bool is_same = denial.written.size() == 1 && *denial.written.begin() == denial.path;
    if (!denial.written.empty() && !is_same && denial.access_class == AccessClass::fs) {
        text += denial.is_by_move ? ", for " : ", as ";
        text += joined(denial.written);
    }
    text += '\n';
    if (denial.is_by_move) {
        text += "    a file that is moved may gain no right, which these would be (EXDEV)\n";
    }
    if (!denial.is_certain)
        text += "    perhaps: the kernel may see rules that are not seen here\n";
    const bool is_referred =
        denial.access_class == AccessClass::fs && (denial.missing & fs_access("refer")) != 0;
    if (is_referred) text += "    a move from one directory to another needs refer on both\n";
    if (explanation.record == nullptr) return;
    const std::string nearest = describe_nearest(explanation, denial);
    if (!nearest.empty()) text += "    " + nearest + '\n';
}

void add_group(std::string& text, const Explanation& explanation, bool is_likely,
               const std::string& title) {
    bool is_first = true;
    for (const Denial& denial : explanation.denials.list()) {
        if (is_likely_cause(explanation, denial) != is_likely) continue;
        if (is_first) text += title + '\n';
        is_first = false;
        add_denial(text, explanation, denial);
    }
}

void add_remarks(std::string& text, const Explanation& explanation, bool is_blind,
                 const std::string& title) {
    bool is_first = true;
    for (const auto& [kind, subject] : explanation.remarks) {
        if (is_blind_spot(kind) != is_blind) continue;
        if (is_first) text += title + '\n';
        is_first = false;
        text += "  " + escaped(describe_remark(kind, subject)) + '\n';
    }
}

void add_lines(std::string& text, const std::string& title, const auto& lines) {
    if (!lines.empty()) text += title + '\n';
    for (const std::string& line : lines) text += "  " + escaped(line) + '\n';
}

void add_additions(std::string& text, const Explanation& explanation) {
    const Additions additions = find_additions(explanation);
    std::string policy = explanation.policy.empty() ? "the policy" : escaped(explanation.policy);
    if (policy.starts_with('@')) {  // which an upgrade replaces
        policy = "a policy of your own, with \"include\": [\"" + policy + "\"]";
    }
    const auto add_rules = [&](const char* key, const std::vector<std::string>& lines) {
        if (lines.empty()) return;
        text += std::string("to grant all of it, add to \"") + key + "\" of " + policy + ":\n";
        for (const std::string& line : lines) text += "  " + line + '\n';
    };
    add_rules("preset", additions.preset);
    add_rules("pathBeneath", additions.path_beneath);
    add_rules("netPort", additions.net_port);
    if (additions.scopes != 0) {
        text += "to allow it, leave out of \"scoped\": " +
                access_names(AccessClass::scope, additions.scopes) + '\n';
    }
    add_lines(text, "before you add it:", additions.remarks);
}

// A run, or a log, is summed up in a line.
std::string sum_up(const Explanation& explanation) {
    if (!explanation.log_summary.empty()) return explanation.log_summary + '\n';
    bool is_blind = false;
    bool is_refused = false;  // by the sandbox, and not by its rules
    for (const auto& [kind, subject] : explanation.remarks) {
        is_blind = is_blind || is_blind_spot(kind);
        is_refused = is_refused || (!is_blind_spot(kind) && kind != RemarkKind::other_protocol);
    }
    const std::size_t count = explanation.denials.list().size();
    const std::string text = describe_end(explanation);
    if (count != 0) {
        return text + " after " + std::to_string(count) + (count == 1 ? " denial\n" : " denials\n");
    }
    if (is_blind) return text + "; no denial was seen, but not all could be seen\n";
    return text + (is_refused ? "; nothing was denied that a policy could allow\n"
                              : "; nothing was denied\n");
}

}  // namespace

bool is_blind_spot(RemarkKind kind) {
    switch (kind) {
        case RemarkKind::ring:
        case RemarkKind::other_calls:
        case RemarkKind::unreadable:
            return true;
        case RemarkKind::mount:
        case RemarkKind::trace:
        case RemarkKind::gains_privilege:
        case RemarkKind::other_protocol:
            break;
    }
    return false;
}

std::string describe_remark(RemarkKind kind, const std::string& subject) {
    switch (kind) {
        case RemarkKind::mount:
            return subject +
                   " changed mounts, which is refused wherever rights to files are restricted";
        case RemarkKind::trace:
            return subject +
                   " looked into a process outside of the sandbox (ptrace), which is refused";
        case RemarkKind::gains_privilege:
            return subject + " gains no privilege in a sandbox (no_new_privs)";
        case RemarkKind::other_protocol:
            return subject + " used a protocol that Landlock does not restrict";
        case RemarkKind::ring:
            return subject + " used io_uring, whose requests are not seen here";
        case RemarkKind::other_calls:
            return subject + " makes system calls of another architecture, which are not seen here";
        case RemarkKind::unreadable:
            return subject + " lets nobody look into it, so that some of its calls were not seen";
    }
    return {};
}

// A program goes on without the files of its locale (setlocale(3)), and tries several for each.
static bool is_of_locale(const Denial& denial) {
    if (denial.access_class != AccessClass::fs) return false;
    return std::ranges::any_of(
        std::initializer_list<const char*>{"/etc/locale.alias", "/usr/lib/locale",
                                           "/usr/share/locale", "/usr/share/locale-langpack"},
        [&](const char* place) { return is_within(denial.path, place); });
}

bool is_likely_cause(const Explanation& explanation, const Denial& denial) {
    if (is_of_locale(denial)) return false;
    constexpr std::uint64_t kLast = 3;
    const bool is_last =
        has_failed(explanation) && denial.last + kLast > explanation.denials.needs();
    return is_last || denial.access_class != AccessClass::fs || (denial.missing & kTells) != 0;
}

std::string describe_denial(const Denial& denial) {
    std::string rights = access_names(denial.access_class, denial.missing);
    switch (denial.access_class) {
        case AccessClass::fs:
            return rights + " on " + escaped(denial.path);
        case AccessClass::net:
            return rights + " on port " + std::to_string(denial.port);
        case AccessClass::scope:
            return rights + " to " + escaped(denial.other);
    }
    return rights;
}

Additions find_additions(const Explanation& explanation) {
    constexpr AccessMask kRefer = fs_access("refer");  // which a rule may grant in any case
    ThisMachine machine;
    AddTo policy = {explanation.is_extended};
    policy.directories = declared_directories(explanation.variables, explanation.missing);
    if (explanation.record != nullptr) {
        policy.handled_fs = explanation.record->status.fs_enforced | kRefer;
    }
    return add_for(explanation.missing, machine, policy);
}

std::string explain_to_people(const Explanation& explanation) {
    std::string text = "landlock-policy: " + sum_up(explanation);
    if (explanation.is_launcher_alone && !explanation.denials.list().empty()) {
        text +=
            "the launcher's sandbox confines it alone, which grants what a start needs as well; "
            "that may be listed here\n";
    }
    add_group(text, explanation, true, "denied, and a likely cause of a failure:");
    add_group(text, explanation, false, "denied, and probably not needed:");
    add_lines(text, "denied then, and granted by " + escaped(explanation.policy) + " now:",
              explanation.granted);
    add_additions(text, explanation);
    add_remarks(text, explanation, false, "what no policy can allow:");
    add_remarks(text, explanation, true, "what was not seen, and may have been denied as well:");
    add_lines(text, "what this log does not say:", explanation.gaps);
    return text;
}

}  // namespace landlock_preload
