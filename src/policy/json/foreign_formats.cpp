// SPDX-License-Identifier: MIT
//
// What a text is that is no JSON: other formats, profiles of other sandboxes, a command line.
// Looked at only once something is wrong already; the tables are strings, since they are in every
// process.
#include <algorithm>
#include <array>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "policy/json/foreign.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::size_t kNone = std::string_view::npos;

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
    {"@{", 2, "an AppArmor profile"},
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

// What rules of AppArmor begin with that do not begin with a path, and lines of firejail.
constexpr std::string_view kAppArmorWords =
    " include owner deny audit allow file capability network signal ptrace mount unix dbus ";
constexpr std::string_view kFirejailWords =
    " include quiet ignore whitelist nowhitelist blacklist noblacklist noexec mkdir mkfile "
    "read-only read-write private private-tmp private-dev private-etc private-bin caps.drop "
    "caps.keep seccomp netfilter protocol nonewprivs noroot net ";

bool has_word(std::string_view words, std::string_view word) {
    return words.find(concat({" ", word, " "})) != std::string_view::npos;
}

// By the words of LINE, the first one of TEXT.
std::string_view name_by_words(std::string_view text, std::string_view line) {
    const std::string_view word = line.substr(0, line.find(' '));
    const std::string_view last = line.substr(line.rfind(' ') + 1);  // npos + 1 is 0
    const bool is_rule = last.ends_with(',');
    if (line.starts_with('/')) {
        const bool is_comment = line.starts_with("//") || line.starts_with("/*");
        const bool has_permissions =
            word != last && is_rule && last.find_first_not_of("rwaxmlkipPuUcCdD,") == kNone;
        if (has_permissions || (!is_comment && line.ends_with('{'))) return "an AppArmor profile";
        return !is_comment && text.find("\n/") != kNone ? "a list of paths" : "";
    }
    const bool has_options = line.starts_with("--") && word != line;
    if (has_options || line.substr(word.size()).starts_with(" --")) return "a command line";
    const bool is_include = word == "include" && line.find('<') != kNone;
    if ((is_rule || is_include) && has_word(kAppArmorWords, word)) return "an AppArmor profile";
    return !is_rule && has_word(kFirejailWords, word) ? "a firejail profile" : "";
}

// By the first line that is no comment of these formats.
std::string_view name_by_first_line(std::string_view text) {
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
    const std::size_t at = skip(line, end, " \t");
    const char next = end > 0 && at < line.size() ? line[at] : '\0';
    if (next == '=') return name_by_value(line, at);
    if (next != ':') return name_by_words(text, line);
    if (is_quoted) return "a policy without its braces { }";
    return at + 1 == line.size() || line[at + 1] == ' ' ? "YAML" : "";
}

}  // namespace

std::string_view name_format(std::string_view text) {
    const auto starts_with = [&text](const Magic& magic) {
        return text.starts_with(std::string_view(magic.bytes, magic.length));
    };
    for (;;) {
        text.remove_prefix(skip(text, 0, kBlanks));
        const auto* const found = std::find_if(kMagics.begin(), kMagics.end(), starts_with);
        if (found != kMagics.end()) return found->name;
        if (!text.starts_with('#') && !text.starts_with(';')) return name_by_first_line(text);
        text.remove_prefix(std::min(text.find('\n'), text.size()));
    }
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

}  // namespace landlock_preload
