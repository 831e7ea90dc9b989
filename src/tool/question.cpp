// SPDX-License-Identifier: MIT
//
// The class of the rights says whether a path or a port is asked about. `abi.all` belongs to both
// classes: alone, it asks about a port where the target is a number (a file of that name is ./80).
#include "tool/question.hpp"

#include <charconv>
#include <optional>
#include <string_view>

#include "base/diagnostic.hpp"
#include "policy/json/hints.hpp"
#include "policy/json/spelling.hpp"
#include "tool/terminal.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kGroups[] = {"abi.all", "abi.read_execute", "abi.read_write", "abi.read",
                                        "abi.write"};

std::string hint_for(std::string_view word) {
    for (const AccessClass access_class : kAccessClasses) {
        if (!has_rules(access_class)) continue;
        std::string foreign = hint_for_access(access_class, word);
        if (!foreign.empty()) return foreign;
    }
    Spelling spelling(word);
    for (const AccessRight& right : kAccessRights) {
        if (has_rules(right.access_class)) spelling.consider(right.name);
    }
    for (const std::string_view group : kGroups) spelling.consider(group);
    return spelling.hint();
}

class AccessList {
  public:
    // Adds a right or a group. Returns what is wrong with it, or nothing.
    std::string add(std::string_view word, Question& question) {
        if (const GroupFacts* group = find_group(word)) {
            question.groups |= group->group;
            // The others are of files.
            return group->group == kGroupAll ? "" : note(AccessClass::fs);
        }
        const AccessRight* right = find_access(word);
        if (right == nullptr) return "unknown right " + quote(word) + hint_for(word);
        if (!has_rules(right->access_class)) {
            return quote(word) + " is a " + words_of(right->access_class).noun +
                   ", which has no rules";
        }
        question.rights |= right->mask();
        return note(right->access_class);
    }

    [[nodiscard]] const std::optional<AccessClass>& seen() const { return seen_; }

  private:
    std::string note(AccessClass access_class) {
        if (seen_.value_or(access_class) != access_class) {
            return "rights on paths and on ports cannot be asked for at once";
        }
        seen_ = access_class;
        return {};
    }

    std::optional<AccessClass> seen_;
};

std::string parse_access(std::string_view text, AccessList& list, Question& question) {
    for (bool is_last = false; !is_last;) {
        const std::size_t comma = text.find(',');
        is_last = comma == std::string_view::npos;
        std::string wrong = list.add(text.substr(0, comma), question);
        if (!wrong.empty()) return wrong;
        if (!is_last) text.remove_prefix(comma + 1);
    }
    return {};
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string parse_target(const std::string& text, Question& question) {
    if (question.access_class == AccessClass::fs) {
        question.path = text;
        return text.empty() ? "the path is empty" : hint_for_argument(text);
    }
    const char* end = text.data() + text.size();
    const auto [at, status] = std::from_chars(text.data(), end, question.port);
    return status == std::errc() && at == end ? "" : quote(text) + " is not a port (0..65535)";
}

}  // namespace

bool is_access_list(const std::string& text) {
    AccessList list;
    Question question;
    return parse_access(text, list, question).empty();
}

std::string parse_question(const std::string& access, const std::string& target,
                           Question& question) {
    AccessList list;
    std::string wrong = parse_access(access, list, question);
    if (!wrong.empty()) return wrong;
    const AccessClass fallback = is_number(target) ? AccessClass::net : AccessClass::fs;
    question.access_class = list.seen().value_or(fallback);
    return parse_target(target, question);
}

}  // namespace landlock_preload
