// SPDX-License-Identifier: MIT
//
// Looked at only once something is wrong already, so nothing here needs to be fast; but all of it
// is in every process that loads the library, so it is kept small.
#include "policy/json/foreign.hpp"

#include <algorithm>
#include <array>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "policy/template.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

struct Magic {
    char bytes[9];
    unsigned char length;
    char name[22];
};

constexpr auto kMagics = std::to_array<Magic>({
    {"\x1f\x8b", 2, "gzip data"},
    {"\xfd"
     "7zXZ",
     5, "xz data"},
    {"\x28\xb5\x2f\xfd", 4, "zstd data"},
    {"BZh", 3, "bzip2 data"},
    {"PK\3\4", 4, "a zip archive"},
    {"\xff\xfe\0\0", 4, "UTF-32"},
    {"\0\0\xfe\xff", 4, "UTF-32"},
    {"{\0\0\0", 4, "UTF-32"},
    {"\xff\xfe", 2, "UTF-16"},
    {"\xfe\xff", 2, "UTF-16"},
    {"{\0", 2, "UTF-16"},
    {"\0{", 2, "UTF-16"},
    {"SQLite", 6, "a database"},
    {"#!", 2, "a script"},
    {"-----BEG", 8, "PEM or PGP data"},
    {"---", 3, "YAML"},
    {"%YAML", 5, "YAML"},
    {"- ", 2, "YAML"},
    {"```", 3, "Markdown"},
    {"<<<<<<<", 7, "a merge conflict"},
    {"<!DOCTYP", 8, "HTML"},
    {"<!doctyp", 8, "HTML"},
    {"<html", 5, "HTML"},
    {"<", 1, "XML or HTML"},
    {"{{", 2, "an unfilled template"},
    {"{%", 2, "an unfilled template"},
    {"{\\rtf", 5, "RTF"},
    {"eyJ", 3, "Base64"},
    {"ewo", 3, "Base64"},
    {"%7B", 3, "URL-encoded"},
    {"%7b", 3, "URL-encoded"},
    {"#include", 8, "an AppArmor profile"},
    {"profile ", 8, "an AppArmor profile"},
    {"abi <", 5, "an AppArmor profile"},
});

bool is_key(char c) {
    return is_word(c) || c == '-' || c == '.';
}

std::size_t skip(std::string_view text, std::size_t at, std::string_view blanks) {
    return std::min(text.find_first_not_of(blanks, at), text.size());
}

// TOML or INI, by what is behind the first "=" of TEXT.
std::string_view name_by_value(std::string_view text, std::size_t equals) {
    const std::size_t at = skip(text, equals + 1, " \t");
    const std::string_view rest = text.substr(std::min(at, text.size()));
    const bool is_toml = rest.empty() || rest.find_first_of("\"'[{0123456789") == 0 ||
                         rest.starts_with("true") || rest.starts_with("false");
    return is_toml ? "TOML" : "INI, or variables of a shell";
}

// By the first line that is no comment of these formats.
std::string_view name_by_first_line(std::string_view text) {
    for (;;) {
        text.remove_prefix(skip(text, 0, kBlanks));
        if (!text.starts_with('#') && !text.starts_with(';')) break;
        text.remove_prefix(std::min(text.find('\n'), text.size()));
    }
    if (text.starts_with("---")) return "YAML";
    std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    line = line.substr(0, line.find(" #"));
    while (line.ends_with(' ')) line.remove_suffix(1);
    if (line.starts_with('[')) {
        const std::size_t name = line.find_first_not_of('[');
        if (name > 2 || !line.ends_with(']') || name >= line.size() || !is_letter(line[name]) ||
            line.find(',') != std::string_view::npos) {
            return {};
        }
        const std::size_t equals = text.find('=');
        return equals == std::string_view::npos ? "TOML" : name_by_value(text, equals);
    }
    if (line.starts_with("export ")) line.remove_prefix(7);
    const bool is_quoted = line.starts_with('"');
    std::size_t end = is_quoted ? line.find('"', 1) + 1 : 0;
    while (!is_quoted && end < line.size() && is_key(line[end])) ++end;
    if (end == 0) return {};
    const std::size_t at = skip(line, end, " \t");
    if (at == line.size()) return {};
    if (line[at] == '=') return name_by_value(line, at);
    if (line[at] != ':') return {};
    if (is_quoted) return "a policy without its braces { }";
    return at + 1 == line.size() || line[at + 1] == ' ' ? "YAML" : "";
}

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

// What a policy declares in place of WORD, of a name without its signs.
std::string declare(std::string_view word) {
    constexpr std::size_t kLongestName = 32;  // it is said three times
    std::string_view builtin;
    if (word == "~" || word == "%h") builtin = "home";
    if (word == "%t") builtin = "runtimeDir";
    if (word == "%T") builtin = "tmpdir";
    if (word == "%U") builtin = "uid";
    if (!builtin.empty()) {
        return concat({R"(; declare {"name":")", builtin, R"(","builtin":")", builtin, R"("})"});
    }
    const bool is_specifier = word.size() == 2 && word.starts_with('%');
    word.remove_prefix(std::min(word.find_first_not_of("$%@{_`"), word.size()));
    word = word.substr(0, word.find_first_of("}%"));
    const bool is_name = !is_specifier && word.size() <= kLongestName && is_variable_name(word);
    const std::string_view name = is_name ? word : "name";
    return concat({R"(; declare {"name":")", name, R"(","env":")", name, R"("} and write "${)",
                   name, R"(}")"});
}

}  // namespace

std::string_view name_format(std::string_view text) {
    const auto starts_with = [&text](const Magic& magic) {
        return text.starts_with(std::string_view(magic.bytes, magic.length));
    };
    text.remove_prefix(skip(text, 0, kBlanks));
    const auto* const found = std::find_if(kMagics.begin(), kMagics.end(), starts_with);
    return found != kMagics.end() ? found->name : name_by_first_line(text);
}

std::string describe_format(std::string_view text) {
    if (text.starts_with("\x7f"
                         "ELF")) {
        return "this is a program or a library (ELF), not a policy; are LD_PRELOAD and "
               "LANDLOCK_POLICY swapped?";
    }
    const std::string_view format = name_format(text);
    if (format.empty()) return {};
    return concat({"this is ", format, "; a policy is JSON in UTF-8"});
}

std::string describe_foreign_path(std::string_view text, bool in_policy) {
    const std::string_view word = expansion_of(text);
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
    if (hint.empty() && !path.empty() &&
        (kBlanks.find(path.front()) != std::string_view::npos ||
         kBlanks.find(path.back()) != std::string_view::npos)) {
        hint = "the path begins or ends with a blank";
    }
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
