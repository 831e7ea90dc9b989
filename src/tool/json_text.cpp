// SPDX-License-Identifier: MIT
#include "tool/json_text.hpp"

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

std::string JsonText::quoted(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string quoted = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (byte < 0x20) {
            quoted += "\\u00";
            quoted += kDigits[byte >> 4U];
            quoted += kDigits[byte & 15U];
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

}  // namespace landlock_preload
