// SPDX-License-Identifier: MIT
//
// The same answer for programs. Its keys are listed in landlock-policy(1); none will be renamed.
#include <sys/wait.h>

#include "report/json_line.hpp"
#include "tool/explanation.hpp"

namespace landlock_preload {
namespace {

void append(void* target, std::string_view piece) {
    *static_cast<std::string*>(target) += piece;
}

void write_texts(JsonLine& line, std::string_view name, const auto& texts) {
    line.key(name);
    line.begin_array();
    for (const std::string& text : texts) line.text(text);
    line.end_array();
}

void write_denial(JsonLine& line, const Explanation& explanation, const Denial& denial) {
    line.begin_object();
    line.key("rights");
    line.begin_array();
    for (const AccessRight& right : kAccessRights) {
        const bool is_missing = (denial.missing & right.mask()) != 0;
        if (right.access_class == denial.access_class && is_missing) line.text(right.name);
    }
    line.end_array();
    if (denial.access_class == AccessClass::fs) line.text("path", denial.path);
    if (denial.access_class == AccessClass::net) line.number("port", denial.port);
    if (denial.access_class == AccessClass::scope) line.text("other", denial.other);
    if (denial.access_class == AccessClass::fs) write_texts(line, "written", denial.written);
    write_texts(line, "programs", denial.programs);
    line.number("times", denial.times);
    line.flag("likely", is_likely_cause(explanation, denial));
    line.flag("certain", denial.is_certain);
    line.flag("byMove", denial.is_by_move);
    line.end_object();
}

void write_remarks(JsonLine& line, const Explanation& explanation, std::string_view name,
                   bool is_blind) {
    line.key(name);
    line.begin_array();
    for (const auto& [kind, subject] : explanation.remarks) {
        if (is_blind_spot(kind) == is_blind) line.text(describe_remark(kind, subject));
    }
    if (is_blind) {
        for (const std::string& gap : explanation.gaps) line.text(gap);
    }
    line.end_array();
}

void write_list(JsonLine& line, std::string& text, std::string_view name,
                const std::vector<std::string>& items) {
    line.key(name);
    line.begin_array();
    for (std::size_t i = 0; i < items.size(); ++i) text += (i == 0 ? "" : ",") + items[i];
    line.end_array();
}

}  // namespace

std::string explain_as_json(const Explanation& explanation) {
    std::string text;
    JsonLine line(append, &text);
    line.begin_object();
    line.number("explanationVersion", 1);
    if (explanation.has_ended && WIFSIGNALED(explanation.status)) {
        line.number("signal", static_cast<std::uint64_t>(WTERMSIG(explanation.status)));
    } else if (explanation.has_ended) {
        line.number("status", static_cast<std::uint64_t>(WEXITSTATUS(explanation.status)));
    }
    line.key("denied");
    line.begin_array();
    for (const Denial& denial : explanation.denials.list()) write_denial(line, explanation, denial);
    line.end_array();
    write_remarks(line, explanation, "never", false);
    write_remarks(line, explanation, "unseen", true);
    write_texts(line, "granted", explanation.granted);
    const Additions additions = find_additions(explanation);
    write_list(line, text, "preset", additions.preset);
    write_list(line, text, "pathBeneath", additions.path_beneath);
    write_list(line, text, "netPort", additions.net_port);
    write_texts(line, "remarks", additions.remarks);
    line.end_object();
    return text + '\n';
}

}  // namespace landlock_preload
