// SPDX-License-Identifier: MIT
#include "tool/json_text.hpp"

#include <cstdint>

#include "base/escape.hpp"

namespace landlock_preload {

void JsonText::separate() {
    if (after_key_) {
        after_key_ = false;
        return;
    }
    if (has_items_.empty()) return;
    if (has_items_.back()) text_ += ',';
    has_items_.back() = true;
    text_ += '\n';
    text_.append(2 * has_items_.size(), ' ');
}

void JsonText::open(char bracket) {
    separate();
    text_ += bracket;
    has_items_.push_back(false);
}

void JsonText::close(char bracket) {
    const bool had_items = has_items_.back();
    has_items_.pop_back();
    if (had_items) {
        text_ += '\n';
        text_.append(2 * has_items_.size(), ' ');
    }
    text_ += bracket;
}

void JsonText::begin_object() {
    open('{');
}

void JsonText::end_object() {
    close('}');
}

void JsonText::begin_array() {
    open('[');
}

void JsonText::end_array() {
    close(']');
}

void JsonText::key(std::string_view name) {
    separate();
    text_ += quoted(name) + ": ";
    after_key_ = true;
}

void JsonText::value(std::string_view text) {
    separate();
    text_ += quoted(text);
}

void JsonText::value(std::uint64_t number) {
    separate();
    text_ += std::to_string(number);
}

void JsonText::flag(bool value) {
    separate();
    text_ += value ? "true" : "false";
}

void JsonText::line(const std::vector<std::string>& items) {
    separate();
    text_ += '[';
    for (std::size_t i = 0; i < items.size(); ++i) text_ += (i == 0 ? "" : ", ") + items[i];
    text_ += ']';
}

namespace {

// The code of a UTF-16 unit.
std::string unit(std::uint32_t code) {
    std::string text = "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) text += kHexDigits[(code >> shift) & 15U];
    return text;
}

}  // namespace

// Resolved policies are looked at on terminals as well: see escape.hpp.
bool JsonText::can_hold(std::string_view text) {
    while (!text.empty()) {
        const Character character = first_character(text);
        if (character.code == kNotUtf8) return false;
        text.remove_prefix(character.length);
    }
    return true;
}

std::string JsonText::quoted(std::string_view text) {
    std::string quoted = "\"";
    while (!text.empty()) {
        const auto [code, length] = first_character(text);
        if (code == '"' || code == '\\') quoted += '\\';
        if (code == kNotUtf8 || is_shown(code)) {
            quoted += text.substr(0, length);
        } else if (code > 0xffff) {
            quoted += unit(0xd7c0U + (code >> 10U)) + unit(0xdc00U + (code & 0x3ffU));
        } else {
            quoted += unit(code);
        }
        text.remove_prefix(length);
    }
    return quoted + '"';
}

}  // namespace landlock_preload
