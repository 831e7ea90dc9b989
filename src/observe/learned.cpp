// SPDX-License-Identifier: MIT
//
// As text, a fact is a line of words with tabs between them, so that two runs can be compared by
// diff(1). Bytes that would break a line are escaped, as in messages, and a backslash likewise.
#include "observe/learned.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/escape.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kTitle = "landlock-policy learned 1";

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\\') {
            result += "\\x5c";
        } else if (static_cast<unsigned char>(c) < ' ') {
            result += "\\x";
            result += kHexDigits[static_cast<unsigned char>(c) >> 4U];
            result += kHexDigits[static_cast<unsigned char>(c) & 15U];
        } else {
            result += c;
        }
    }
    return result;
}

std::string unescaped(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned byte = 0;
        const bool is_escape = text[i] == '\\' && i + 3 < text.size() && text[i + 1] == 'x';
        if (!is_escape) {
            result += text[i];
            continue;
        }
        std::from_chars(text.data() + i + 2, text.data() + i + 4, byte, 16);
        result += static_cast<char>(byte);
        i += 3;
    }
    return result;
}

std::string joined(const std::set<std::string>& texts) {
    std::string result;
    for (const std::string& text : texts) result += (result.empty() ? "" : ",") + escaped(text);
    return result;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::string rights_text(AccessClass access_class, AccessMask rights) {
    std::string text = access_names(access_class, rights);
    std::erase(text, ' ');
    return text;
}

AccessMask read_rights(std::string_view text) {
    AccessMask rights = 0;
    for (const std::string_view name : split(text, ',')) {
        const AccessRight* right = find_access(name);
        if (right != nullptr) rights |= right->mask();
    }
    return rights;
}

std::set<std::string> read_programs(std::string_view text) {
    std::set<std::string> programs;
    for (const std::string_view name : split(text, ',')) programs.insert(unescaped(name));
    programs.erase("");
    return programs;
}

// What is said in one word beside its kind.
bool read_word(std::string_view kind, const std::string& word, Learned& learned) {
    const std::pair<std::string_view, std::set<std::string>*> sets[] = {
        {"made", &learned.made}, {"created", &learned.created}, {"removed", &learned.removed}};
    for (const auto& [name, set] : sets) {
        if (kind != name) continue;
        set->insert(word);
        return true;
    }
    const std::pair<std::string_view, std::string*> texts[] = {{"cwd", &learned.working_directory},
                                                               {"home", &learned.home},
                                                               {"tmpdir", &learned.temporary},
                                                               {"policy", &learned.digest}};
    for (const auto& [name, text] : texts) {
        if (kind != name) continue;
        *text = word;
        return true;
    }
    if (kind != "scope") return false;
    learned.scopes |= read_rights(word);
    return true;
}

// One fact. False where it is none.
bool read_line(const std::vector<std::string_view>& words, Learned& learned) {
    const std::string_view kind = words[0];
    const std::string first = words.size() > 1 ? unescaped(words[1]) : "";
    const std::string second = words.size() > 2 ? unescaped(words[2]) : "";
    if (words.size() == 5 && kind == "path") {
        learned.paths[first].add({read_rights(words[2]), words[3] == "d", read_programs(words[4])});
    } else if (words.size() == 4 && kind == "port") {
        std::uint16_t port = 0;
        std::from_chars(first.data(), first.data() + first.size(), port);
        SeenPort& seen = learned.ports[port];
        seen.rights |= read_rights(words[2]);
        seen.programs.merge(read_programs(words[3]));
    } else if (words.size() == 4 && kind == "move") {
        learned.moves.insert({first, second, words[3] == "d"});
    } else if (words.size() == 3 && kind == "env") {
        learned.environment[first] = second;
    } else if (words.size() == 2) {
        return read_word(kind, first, learned);
    } else {
        return false;
    }
    return true;
}

}  // namespace

void Learned::add(const Findings& findings, const std::string& program) {
    for (const Need& need : findings.needs) {
        switch (need.access_class) {
            case AccessClass::fs: {
                paths[need.path].add({need.rights, need.is_directory, {program}});
                if (need.would_create) created.insert(need.path);
                break;
            }
            case AccessClass::net: {
                ports[need.port].rights |= need.rights;
                ports[need.port].programs.insert(program);
                break;
            }
            case AccessClass::scope:
                scopes |= need.rights;
                break;
        }
    }
    for (const Move& move : findings.moves) {
        moves.insert({move.from.path, move.to.path, move.object.is_directory()});
    }
    // What is below a directory that was made, and is renamed, has been made at its new place.
    for (const std::string& from : findings.removed) {
        std::vector<std::string> below;
        for (const std::string& to : findings.made) {
            const std::string prefix = from + '/';
            for (auto at = made.lower_bound(prefix); at != made.end() && at->starts_with(prefix);
                 ++at) {
                below.push_back(to + at->substr(from.size()));
            }
        }
        made.insert(below.begin(), below.end());
    }
    made.insert(findings.made.begin(), findings.made.end());
    removed.insert(findings.removed.begin(), findings.removed.end());
}

std::string write_learned(const Learned& learned) {
    std::vector<std::string> lines;
    const auto add = [&](std::initializer_list<std::string> words) {
        std::string line;
        for (const std::string& word : words) line += (line.empty() ? "" : "\t") + word;
        lines.push_back(line + '\n');
    };
    add({"cwd", escaped(learned.working_directory)});
    add({"home", escaped(learned.home)});
    add({"tmpdir", escaped(learned.temporary)});
    if (!learned.digest.empty()) add({"policy", learned.digest});
    for (const auto& [name, value] : learned.environment) add({"env", name, escaped(value)});
    for (const auto& [path, seen] : learned.paths) {
        add({"path", escaped(path), rights_text(AccessClass::fs, seen.rights),
             seen.is_directory ? "d" : "-", joined(seen.programs)});
    }
    for (const auto& [port, seen] : learned.ports) {
        add({"port", std::to_string(port), rights_text(AccessClass::net, seen.rights),
             joined(seen.programs)});
    }
    for (const std::string& path : learned.made) add({"made", escaped(path)});
    for (const std::string& path : learned.created) add({"created", escaped(path)});
    for (const std::string& path : learned.removed) add({"removed", escaped(path)});
    for (const SeenMove& move : learned.moves) {
        add({"move", escaped(move.from), escaped(move.to), move.is_directory ? "d" : "-"});
    }
    if (learned.scopes != 0) add({"scope", rights_text(AccessClass::scope, learned.scopes)});
    std::ranges::sort(lines);
    std::string text = std::string(kTitle) + '\n';
    for (const std::string& line : lines) text += line;
    return text;
}

Learned read_learned(std::string_view text, const std::string& name) {
    Learned learned;
    std::size_t number = 0;
    for (const std::string_view line : split(text, '\n')) {
        ++number;
        const bool is_good = number == 1    ? line == kTitle
                             : line.empty() ? true
                                            : read_line(split(line, '\t'), learned);
        if (is_good) continue;
        fail(name + ':' + std::to_string(number),
             number == 1 ? "is no file of what was learned, whose first line is \"" +
                               std::string(kTitle) + '"'
                         : "is not a known fact");
    }
    return learned;
}

}  // namespace landlock_preload
