// SPDX-License-Identifier: MIT
#include "report/json_line.hpp"

#include <charconv>

#include "base/escape.hpp"

namespace landlock_preload {

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
    put("\\u");
    for (const unsigned shift : {12U, 8U, 4U, 0U})
        put(kHexDigits.substr((value >> shift) & 15U, 1));
}

void JsonLine::put_quoted(std::string_view value) {
    put("\"");
    while (!value.empty()) {
        const auto [code, length] = first_character(value);
        if (code == kNotUtf8) {
            put_escaped(0xdc00U + static_cast<unsigned char>(value.front()));
        } else if (code > 0xffff && !is_shown(code)) {
            put_escaped(0xd7c0U + (code >> 10U));
            put_escaped(0xdc00U + (code & 0x3ffU));
        } else if (!is_shown(code)) {
            put_escaped(code);
        } else {
            if (code == '"' || code == '\\') put("\\");
            put(value.substr(0, length));
        }
        value.remove_prefix(length);
    }
    put("\"");
}

}  // namespace landlock_preload
