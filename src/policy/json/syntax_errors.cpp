// SPDX-License-Identifier: MIT
//
// Our own words for what is wrong with a text that is not JSON. The parser's messages quote raw
// input, change between versions and name the last byte read rather than a line; so only the
// position is taken from it, and the reason is read off the text around that place.
#include "policy/json/syntax_errors.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/escape.hpp"
#include "policy/json/foreign.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kJsonBlanks = " \t\r\n";

// Paths are bytes to the kernel, and characters to JSON.
constexpr std::string_view kNotUtf8Advice =
    R"(; in a path, "?" with "glob": true stands for such a byte)";

std::string hex_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return {'0', 'x', kHexDigits[byte >> 4U], kHexDigits[byte & 15U]};
}

// Where the string literal that OFFSET lies in begins, after its quote; npos outside of one.
std::size_t find_string(std::string_view text, std::size_t offset) {
    std::size_t start = std::string_view::npos;
    for (std::size_t i = 0; i < offset; ++i) {
        const bool inside = start != std::string_view::npos;
        if (text[i] == '"') start = inside ? std::string_view::npos : i + 1;
        if (inside && text[i] == '\\') ++i;
    }
    return start;
}

// The value of the four hexadecimal digits that TEXT starts with, or -1.
int read_hex(std::string_view text) {
    if (text.size() < 4) return -1;
    int value = 0;
    for (const char c : text.substr(0, 4)) {
        const bool upper = c >= 'A' && c <= 'F';
        const std::size_t digit = kHexDigits.find(upper ? static_cast<char>(c - 'A' + 'a') : c);
        if (digit == std::string_view::npos) return -1;
        value = value * 16 + static_cast<int>(digit);
    }
    return value;
}

bool is_between(int value, int low, int high) {
    return value >= low && value <= high;
}

// What is wrong with an escape, TEXT being what follows its backslash, or nothing; LENGTH: its own.
std::string check_escape(std::string_view text, std::size_t& length) {
    constexpr std::string_view kEscapes = "\"\\/bfnrt";
    length = 1;
    if (!text.starts_with('u')) {
        const bool known = !text.empty() && kEscapes.find(text[0]) != std::string_view::npos;
        return known ? "" : "unknown escape in a string";
    }
    length = 5;
    const int unit = read_hex(text.substr(1));
    if (unit < 0) return "\\u needs four hexadecimal digits";
    if (!is_between(unit, 0xd800, 0xdfff)) return {};
    length = 11;
    const bool paired = unit < 0xdc00 && text.substr(5).starts_with("\\u") &&
                        is_between(read_hex(text.substr(7)), 0xdc00, 0xdfff);
    return paired ? "" : concat({"lone surrogate in a \\u escape", kNotUtf8Advice});
}

// What is wrong in a string literal, LITERAL being what was read of it; nothing if all of it is
// good.
std::string check_literal(std::string_view literal) {
    for (std::size_t i = 0; i < literal.size(); ++i) {
        const char c = literal[i];
        if (static_cast<unsigned char>(c) < 0x20) {
            return concat({"control character ", hex_byte(c), " in a string"});
        }
        if (c != '\\' || i + 1 == literal.size()) continue;
        std::size_t length = 0;
        std::string what = check_escape(literal.substr(i + 1), length);
        if (!what.empty()) return what;
        i += length;
    }
    return {};
}

// Whether TEXT ends within a character of several bytes.
bool is_cut_short(std::string_view text) {
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if ((byte & 0xc0U) == 0x80) continue;  // a following byte
        const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        return length > back;
    }
    return false;
}

// Part of a number or of a word such as true.
bool is_token(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '-' || c == '.';
}

// Why the string literal that starts at START was refused at OFFSET; nothing if it was not.
std::string describe_string_error(std::string_view text, std::size_t start, std::size_t offset) {
    std::string what = check_literal(text.substr(start, offset + 1 - start));
    if (!what.empty()) return what;
    if (offset >= text.size()) return "string is not closed";
    const bool closed = text[offset] == '"' && !is_cut_short(text.substr(start, offset - start));
    return closed ? "" : concat({"invalid UTF-8", kNotUtf8Advice});
}

}  // namespace

std::string syntax_location(const std::string& source, std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    return concat({source, ":", std::to_string(lines + 1), ":",
                   std::to_string(before.size() - line_start + 1)});
}

void check_bytes(const std::string& source, std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) {
        fail(syntax_location(source, text, 0),
             "byte order mark; save the policy as UTF-8 without one");
    }
    const std::size_t offset = text.find('\0');
    if (offset == std::string_view::npos) return;
    std::string format = describe_format(text);
    if (!format.empty()) fail(syntax_location(source, text, 0), std::move(format));
    fail(syntax_location(source, text, offset),
         concat({"NUL byte at offset ", std::to_string(offset)}));
}

namespace {

// A byte or character outside of strings that JSON has no place for.
std::string describe_byte(std::string_view rest) {
    const auto [code, length] = first_character(rest);
    if (code < 0x80 || code == kNotUtf8) return concat({"unexpected byte ", hex_byte(rest[0])});
    std::string text = "unexpected U+";
    for (const unsigned shift : {20U, 16U, 12U, 8U, 4U, 0U}) {
        const std::uint32_t digit = code >> shift & 15U;
        if (shift < 16 || code >> shift != 0) text += "0123456789ABCDEF"[digit];
    }
    const bool is_quote = code == 0xab || code == 0xbb || (code >= 0x2018 && code <= 0x201f) ||
                          code == 0x2032 || code == 0x2033 || code == 0xff02;
    if (is_quote) return concat({text, ", a typographic quotation mark; write \""});
    return text + (is_shown(code) ? "" : ", an invisible character or a blank that is no space");
}

// What to write in place of BYTE, at the front of WORD.
std::string_view remedy(char byte, std::string_view word) {
    if (byte == '\'' || byte == '`' || byte == '/')
        return "; strings and keys stand in double quotes";
    if (byte == '=') return "; a key and its value are separated by \":\"";
    if (byte == ';') return "; values are separated by \",\"";
    if (byte == '<' || byte == '>') return word.size() > 6 ? "; this is a merge conflict" : "";
    if (byte == '$') return "; variables stand within strings";
    if (!((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'))) return {};
    for (const std::string_view literal : {"True", "TRUE", "yes"}) {
        if (word == literal) return "; write true";
    }
    for (const std::string_view literal : {"False", "FALSE", "no"}) {
        if (word == literal) return "; write false";
    }
    const bool is_number = word == "NaN" || word.starts_with("Inf");
    return is_number ? "" : "; strings and keys stand in double quotes";
}

std::string describe_word(std::string_view text, std::size_t offset) {
    std::size_t begin = offset;
    while (begin > 0 && is_token(text[begin]) && is_token(text[begin - 1])) --begin;
    std::size_t end = offset + 1;
    const bool is_conflict = text[offset] == '<' || text[offset] == '>';
    const auto continues = [&](char c) {
        return is_conflict ? c == text[offset]
                           : is_token(text[offset]) && (is_token(c) || c == '_');
    };
    while (end < text.size() && continues(text[end])) ++end;
    const std::string_view advice = remedy(text[begin], text.substr(begin, end - begin));
    if (advice.empty()) end = offset + 1;
    return concat({"unexpected ", quote(text.substr(begin, end - begin)), advice});
}

// Whether a value ends right before OFFSET, where one more begins.
bool lacks_comma(std::string_view text, std::size_t offset) {
    const std::size_t previous = text.substr(0, offset).find_last_not_of(kJsonBlanks);
    if (previous == std::string_view::npos) return false;
    const char c = text[previous];
    return c == '"' || c == '}' || c == ']' || (c >= '0' && c <= '9') || c == 'e' || c == 'l';
}

// Of what stands outside of strings at OFFSET, within the text.
std::string describe_outside(std::string_view text, std::size_t offset) {
    const char byte = text[offset];
    if (byte == ']' || byte == '}') {
        const std::size_t previous = text.substr(0, offset).find_last_not_of(kJsonBlanks);
        if (previous != std::string_view::npos && text[previous] == ',') return "trailing comma";
    }
    if (static_cast<unsigned char>(byte) >= 0x7f || static_cast<unsigned char>(byte) < 0x20) {
        return describe_byte(text.substr(offset));
    }
    std::string what = describe_word(text, offset);
    if ((byte == '{' || byte == '[') && lacks_comma(text, offset))
        what += "; a comma or colon is missing before it";
    return what;
}

}  // namespace

Diagnostic describe_syntax_error(const std::string& source, std::string_view text,
                                 std::size_t offset, bool complete) {
    offset = std::min(offset, text.size());
    const auto error = [&](std::string what) {
        return Diagnostic{Severity::error, syntax_location(source, text, offset), std::move(what)};
    };
    const char byte = offset < text.size() ? text[offset] : '\0';
    const std::size_t start = find_string(text, offset);
    const bool in_string = start != std::string_view::npos;
    std::string format = describe_format(text);
    if (!format.empty()) return error(std::move(format));
    if (offset > 0 && text[offset - 1] == '/' && !in_string) --offset;
    const std::string_view rest = text.substr(offset);
    if (!in_string && (byte == '#' || rest.starts_with("//") || rest.starts_with("/*"))) {
        return error("comments are not part of JSON");
    }
    if (complete) return error("data after the end of the policy");
    if (in_string) {
        std::string what = describe_string_error(text, start, offset);
        if (!what.empty()) return error(std::move(what));
        what = concat({"unexpected ", quote(text.substr(start, offset - start))});
        if (lacks_comma(text, start - 1)) what += "; a comma or colon is missing before it";
        return error(std::move(what));
    }
    if (offset == text.size()) return error("the policy ends too early");
    return error(describe_outside(text, offset));
}

}  // namespace landlock_preload
