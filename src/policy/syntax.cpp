// SPDX-License-Identifier: MIT
//
// Our own words for what is wrong with a text that is not JSON. The parser's messages quote raw
// input, change between versions and name the last byte read rather than a line; so only the
// position is taken from it, and the reason is read off the text around that place.
#include "policy/syntax.hpp"

#include <algorithm>
#include <array>

namespace landlock_preload {
namespace {

constexpr std::string_view kJsonBlanks = " \t\r\n";

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string hex_byte(char c) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    return {'0', 'x', kDigits[byte >> 4U], kDigits[byte & 15U]};
}

// Why the string literal that ends before OFFSET was refused there.
std::string describe_string_error(std::string_view text, std::size_t offset) {
    if (offset >= text.size()) return "string is not closed";
    const auto byte = static_cast<unsigned char>(text[offset]);
    // The parser gives up at an escape's last byte, or a few bytes further on where the second
    // half of a surrogate pair is missing.
    const std::size_t nearby = offset > 11 ? offset - 11 : 0;
    const std::string_view before = text.substr(nearby, offset + 1 - nearby);
    const std::size_t escape = before.rfind("\\u");
    if (escape != std::string_view::npos) {
        const std::string_view digits = before.substr(escape + 2, 4);
        if (digits.size() < 4 || !std::all_of(digits.begin(), digits.end(), is_hex)) {
            return "\\u needs four hexadecimal digits";
        }
        return "lone surrogate in a \\u escape";
    }
    if (byte < 0x20) return "control character " + hex_byte(text[offset]) + " in a string";
    if (offset > 0 && text[offset - 1] == '\\') return "unknown escape in a string";
    return "invalid UTF-8";
}

}  // namespace

std::string syntax_location(const std::string& source, std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    return source + ":" + std::to_string(lines + 1) + ":" +
           std::to_string(before.size() - line_start + 1);
}

void check_bytes(const std::string& source, std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) {
        fail(Stage::syntax, syntax_location(source, text, 0),
             "byte order mark; save the policy as UTF-8 without one");
    }
    const std::size_t offset = text.find('\0');
    if (offset != std::string_view::npos) {
        fail(Stage::syntax, syntax_location(source, text, offset),
             "NUL byte at offset " + std::to_string(offset));
    }
}

Error describe_syntax_error(const std::string& source, std::string_view text, std::size_t offset,
                            std::string_view token, bool complete) {
    offset = std::min(offset, text.size());
    const auto error = [&](std::string what) {
        return Error{Stage::syntax, 0, syntax_location(source, text, offset), std::move(what)};
    };
    if (complete) return error("data after the end of the policy");
    // The last byte of the token may close the string; then the string is well-formed, and
    // something is wrong with where it stands.
    const bool closed = token.size() > 1 && token.ends_with('"') && !token.ends_with("\\\"");
    if (token.starts_with('"') && !closed) return error(describe_string_error(text, offset));
    if (offset == text.size()) return error("the policy ends too early");
    const char byte = text[offset];
    if (byte == ']' || byte == '}') {
        const std::size_t previous = text.substr(0, offset).find_last_not_of(kJsonBlanks);
        if (previous != std::string_view::npos && text[previous] == ',') {
            return error("trailing comma");
        }
    }
    if (token.starts_with('/') || byte == '/' || byte == '#') {
        return error("comments are not part of JSON");
    }
    if (static_cast<unsigned char>(byte) >= 0x80) {
        return error("unexpected byte " + hex_byte(byte));
    }
    return error("unexpected " + quote(token));
}

}  // namespace landlock_preload
