// SPDX-License-Identifier: MIT
//
// Small questions about text that several rooms ask.
#pragma once

#include <charconv>
#include <string_view>

namespace landlock_preload {

constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether C may stand within the name of a variable.
constexpr bool is_word(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

constexpr std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

// N of "fd:N", or -1.
inline int parse_descriptor(std::string_view text) {
    constexpr std::string_view kPrefix = "fd:";
    if (!text.starts_with(kPrefix)) return -1;
    int fd = -1;
    const char* const last = text.data() + text.size();
    const auto [end, status] = std::from_chars(text.data() + kPrefix.size(), last, fd);
    return status == std::errc() && end == last && fd >= 0 ? fd : -1;
}

}  // namespace landlock_preload
