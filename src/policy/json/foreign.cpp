// SPDX-License-Identifier: MIT
//
// Looked at only once something is wrong already, so nothing here needs to be fast; but all of it
// is in every process that loads the library, so it is kept small.
#include "policy/json/foreign.hpp"

#include <algorithm>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "policy/template.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

// "file:" of "file:///etc": letters before a colon and a slash.
std::string_view scheme_of(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == 0 || colon == std::string_view::npos || !text.substr(colon).starts_with(":/")) {
        return {};
    }
    const std::string_view scheme = text.substr(0, colon);
    return std::all_of(scheme.begin(), scheme.end(), is_letter) ? text.substr(0, colon + 1) : "";
}

// What is expanded elsewhere at the front of TEXT: "~", "$NAME", "%h", "%{NAME}", "@{NAME}", "$(".
std::string_view expansion_of(std::string_view text) {
    const std::string_view first = text.substr(0, text.find('/'));
    if (text.starts_with('~')) return "~";
    if (text.starts_with("$(") || text.starts_with('`')) return text.substr(0, 1);
    if (text.starts_with("@{") || text.starts_with("%{") || text.starts_with("{{")) {
        const std::size_t end = first.find('}');
        if (end == std::string_view::npos) return {};
        return first.substr(0, end + (first.substr(end).starts_with("}}") ? 2 : 1));
    }
    if (first.size() > 1 && first.starts_with('$')) {
        const std::string_view name = first.substr(1);
        const bool is_name =
            (is_letter(name[0]) || name[0] == '_') && is_variable_name(concat({"x", name}));
        return is_name ? first : "";
    }
    if (!first.starts_with('%') || first.size() < 2 || !is_letter(first[1])) return {};
    return first.size() == 2 || first.ends_with('%') ? first : "";
}

// What to write in place of WORD, a name with its signs.
std::string declare(std::string_view word) {
    std::string_view builtin;
    if (word == "~" || word == "%h") builtin = "home";
    if (word == "%t") builtin = "runtimeDir";
    if (word == "%T") builtin = "tmpdir";
    if (word == "%U") builtin = "uid";
    if (!builtin.empty()) {
        return concat(
            {"; write \"${", builtin, "}\" and ", advise_declaration(builtin, "builtin")});
    }
    const bool is_specifier = word.size() == 2 && word.starts_with('%');
    std::string_view name = is_specifier ? "" : bare_variable_name(word);
    if (name.empty()) name = "name";
    return concat({"; write \"${", name, "}\" and ", advise_declaration(name, "env")});
}

}  // namespace

bool has_list(std::string_view text, std::string_view separators) {
    for (std::size_t at = text.find_first_of(separators); at < text.size();
         at = text.find_first_of(separators, at + 1)) {
        if (text.substr(0, at).ends_with(".json") || text.substr(at + 1).starts_with('/'))
            return true;
    }
    return false;
}

std::string_view bare_variable_name(std::string_view word) {
    constexpr std::size_t kLongestName = 32;  // it is said several times
    const std::size_t signs = std::min(word.find_first_not_of("$%@{`"), word.size());
    word.remove_prefix(signs);
    if (signs > 0) word.remove_prefix(std::min(word.find_first_not_of('_'), word.size()));
    word = word.substr(0, word.find_first_of("}%"));
    return word.size() <= kLongestName && is_variable_name(word) ? word : "";
}

std::string advise_declaration(std::string_view name, std::string_view source) {
    return concat(
        {R"(declare it, as by {"name":")", name, R"(",")", source, R"(":")", name, R"("})"});
}

std::string describe_foreign_path(std::string_view text, bool in_policy) {
    std::string_view word = expansion_of(text);
    if (!in_policy && text.starts_with("${")) word = text.substr(0, text.find('/'));
    if (!word.empty()) {
        return concat({quote(word), " is not expanded",
                       (in_policy ? declare(word) : "; write the path out")});
    }
    const std::string_view scheme = scheme_of(text);
    if (!scheme.empty()) return concat({quote(scheme), " is not part of a path; leave it out"});
    if (text.size() > 1 && (text.starts_with("-/") || text.starts_with("+/") ||
                            text.starts_with("!/") || text.starts_with("-+/"))) {
        return concat({quote(text.substr(0, text.find('/'))),
                       " before a path means nothing here; leave it out",
                       (in_policy && text[0] == '-' ? R"(, and write "optional": true)" : "")});
    }
    for (const std::string_view mark : {"'", "\"", "\xe2\x80\x9c", "\xe2\x80\x98"}) {
        if (text.starts_with(mark))
            return "the quotation marks are part of the path; leave them out";
    }
    return {};
}

std::string describe_foreign_component(std::string_view text) {
    if (text.starts_with("./")) text.remove_prefix(2);  // which says that the next means itself
    for (std::size_t at = text.find('/'); at != std::string_view::npos;
         at = text.find('/', at + 1)) {
        const std::string_view word = expansion_of(text.substr(at + 1));
        if (!word.empty() && word != "~")
            return concat({quote(word), " is not expanded", declare(word)});
    }
    return {};
}

bool has_braces(std::string_view text) {
    for (std::size_t open = text.find('{'); open != std::string_view::npos;
         open = text.find('{', open + 1)) {
        const std::size_t close = text.find('}', open);
        if (close == std::string_view::npos) return false;
        const bool is_variable = open > 0 && (text[open - 1] == '$' || text[open - 1] == '\\');
        const std::string_view inside = text.substr(open + 1, close - open - 1);
        const bool has_choice = inside.find(',') != std::string_view::npos ||
                                inside.find("..") != std::string_view::npos;
        if (!is_variable && has_choice) return true;
    }
    return false;
}

std::string check_no_pattern(std::string_view path) {
    // Nearly every path contains none of these, so one look at each character has to do.
    const auto is_special = [](char c) { return c == '*' || c == '?' || c == '[' || c == '{'; };
    if (std::none_of(path.begin(), path.end(), is_special)) return {};
    if (path.find("**") != std::string_view::npos) {
        return concat(
            {quote(path), R"( is not expanded; a rule covers all that is beneath its path)"});
    }
    if (has_braces(path)) return concat({quote(path), " is not expanded; write each path"});
    if (path.find_first_of("*?[") == std::string_view::npos) return {};
    return concat({quote(path), R"( is not expanded; add "glob": true to the rule)"});
}

std::string hint_for_path(std::string_view path) {
    std::string hint = describe_foreign_path(path, false);
    if (hint.empty()) hint = describe_format(path);
    const bool has_json = path.starts_with('[') || (path.find('{') != std::string_view::npos &&
                                                    path.find('"') != std::string_view::npos);
    if (hint.empty() && has_json) {
        hint = "a policy in place of a path begins with \"{\"";
        if (path.starts_with("\xef\xbb\xbf")) hint += ", not with a byte order mark";
    }
    if (hint.empty() && has_braces(path)) hint = "braces are not expanded";
    if (hint.empty() && path.find_first_of("*?") != std::string_view::npos) {
        hint = "patterns are not expanded";
    }
    if (hint.empty() && path.find("${") != std::string_view::npos)
        hint = "variables are not expanded here";
    if (hint.empty() && !path.empty() &&
        (kBlanks.find(path.front()) != std::string_view::npos ||
         kBlanks.find(path.back()) != std::string_view::npos)) {
        hint = "the path begins or ends with a blank";
    }
    if (hint.empty() && has_list(path, ":,; "))
        hint =
            "one path stands here; others are for its \"include\", or for a directory of policies";
    return hint.empty() ? hint : concat({"; ", hint});
}

std::string hint_for_setting(std::string_view name, std::string_view value) {
    std::string_view meant;
    if (value == "error" || value == "warning" || value == "info") {
        meant = "LOG";
    } else if (value == "0" || value == "1") {
        meant = "STRICT";
    } else if (value.starts_with('{') || value.ends_with(".json")) {
        meant = "POLICY";
    }
    if (name == "LANDLOCK_POLICY" &&
        (value == "-" || value.starts_with("fd") || value.starts_with("FD:"))) {
        return "; a descriptor is passed as fd:N, with N from 3 up";
    }
    if (name.ends_with(meant)) return {};
    return concat({"; did you mean \"LANDLOCK_", meant, "\"?"});
}

}  // namespace landlock_preload
