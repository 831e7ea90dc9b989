// SPDX-License-Identifier: MIT
#include "report/json_line.hpp"

#include <charconv>

namespace landlock_preload {
namespace {

// The length of the UTF-8 character at the front of TEXT (RFC 3629), or 0 if there is none.
// NOLINTNEXTLINE(readability-function-cognitive-complexity): a row of its table after the other
std::size_t character_length(std::string_view text) {
    const auto byte = [&text](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto continues = [&byte](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
    const unsigned first = byte(0);
    const unsigned second = byte(1);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first < 0xe0) return continues(1) ? 2 : 0;
    if (first >= 0xe0 && first < 0xf0) {
        if (first == 0xe0 && second < 0xa0) return 0;   // overlong
        if (first == 0xed && second >= 0xa0) return 0;  // surrogates
        return continues(1) && continues(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first < 0xf5) {
        if (first == 0xf0 && second < 0x90) return 0;   // overlong
        if (first == 0xf4 && second >= 0x90) return 0;  // above U+10FFFF
        return continues(1) && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

void JsonLine::separate() {
    if (needs_comma_) put(",");
    needs_comma_ = true;
}

void JsonLine::open(std::string_view bracket) {
    separate();
    put(bracket);
    needs_comma_ = false;
}

void JsonLine::close(std::string_view bracket) {
    put(bracket);
    needs_comma_ = true;
}

void JsonLine::key(std::string_view name) {
    separate();
    put_quoted(name);
    put(":");
    needs_comma_ = false;
}

void JsonLine::text(std::string_view value) {
    separate();
    put_quoted(value);
}

void JsonLine::number(std::uint64_t value) {
    separate();
    char digits[20];
    const auto* const end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
    put({digits, static_cast<std::size_t>(end - digits)});
}

void JsonLine::flag(bool value) {
    separate();
    put(value ? "true" : "false");
}

void JsonLine::put_escaped(unsigned value) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    put("\\u");
    for (const unsigned shift : {12U, 8U, 4U, 0U}) put(kDigits.substr((value >> shift) & 15U, 1));
}

void JsonLine::put_quoted(std::string_view value) {
    put("\"");
    while (!value.empty()) {
        const auto byte = static_cast<unsigned char>(value.front());
        std::size_t length = character_length(value);
        if (length == 0) {
            length = 1;
            put_escaped(0xdc00U + byte);
        } else if (byte < 0x20 || byte == 0x7f) {
            put_escaped(byte);
        } else {
            if (byte == '"' || byte == '\\') put("\\");
            put(value.substr(0, length));
        }
        value.remove_prefix(length);
    }
    put("\"");
}

}  // namespace landlock_preload
