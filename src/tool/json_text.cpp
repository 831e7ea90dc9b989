// SPDX-License-Identifier: MIT
#include "tool/json_text.hpp"

#include <cstdint>

#include "base/escape.hpp"
#include "report/json_line.hpp"

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

bool JsonText::can_hold(std::string_view text) {
    while (!text.empty()) {
        const Character character = first_character(text);
        if (character.code == kNotUtf8) return false;
        text.remove_prefix(character.length);
    }
    return true;
}

std::string JsonText::quoted(std::string_view text) {
    std::string quoted;
    JsonLine([](void* target,
                std::string_view piece) { static_cast<std::string*>(target)->append(piece); },
             &quoted)
        .text(text);
    return quoted;
}

}  // namespace landlock_preload
