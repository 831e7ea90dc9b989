// SPDX-License-Identifier: MIT
//
// People order and space their policies as they like to read them. So nothing is parsed and written
// anew; what is added goes before a bracket, in lines that are indented as those before them.
#include "tool/policy_text.hpp"

#include <algorithm>

namespace landlock_preload {
namespace {

constexpr std::string_view kSpace = " \t\n\r";

// The end of the string that begins at AT.
std::size_t end_of_string(std::string_view text, std::size_t at) {
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
    }
    return at;
}

// Where the root ends, and the array that was looked for, each at its bracket.
struct Ends {
    std::size_t root = std::string_view::npos;
    std::size_t array = std::string_view::npos;
};

Ends find_ends(std::string_view text, std::string_view name) {
    Ends ends;
    std::size_t depth = 0;
    std::string_view key;
    std::string_view last;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"') {
            const std::size_t end = end_of_string(text, at);
            if (depth == 1) last = text.substr(at + 1, end - at - 1);
            at = end;
        } else if (c == ':' && depth == 1) {
            key = last;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
            if (depth == 0) ends.root = at;
            if (depth == 1 && c == ']' && key == name) ends.array = at;
        }
    }
    return ends;
}

// What the line that holds AT begins with.
std::string indent_at(std::string_view text, std::size_t at) {
    const std::size_t line = text.rfind('\n', at) + 1;
    const std::size_t end = std::min(text.find_first_not_of(" \t", line), text.size());
    return std::string(text.substr(line, end - line));
}

// Puts ITEM behind the last value before the bracket at END.
void put_before(std::string& text, std::size_t end, const std::string& item) {
    const std::size_t last = text.find_last_not_of(kSpace, end - 1);
    const bool is_first = text[last] == '[' || text[last] == '{';
    const bool is_in_lines = text.find('\n', last) < end;
    std::string indent = indent_at(text, end);
    std::string addition = is_first ? "" : ",";
    if (is_in_lines) {
        addition += '\n' + (is_first ? indent + "  " : indent_at(text, last)) + item;
    } else {
        addition += (is_first ? "" : " ") + item;
    }
    text.insert(last + 1, addition);
}

}  // namespace

std::string add_to_array(std::string text, std::string_view name,
                         const std::vector<std::string>& items) {
    for (const std::string& item : items) {
        const Ends ends = find_ends(text, name);
        if (ends.array != std::string_view::npos) {
            put_before(text, ends.array, item);
        } else {
            put_before(text, ends.root, '"' + std::string(name) + "\": [" + item + ']');
        }
    }
    return text;
}

}  // namespace landlock_preload
