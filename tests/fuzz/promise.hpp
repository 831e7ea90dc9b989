// SPDX-License-Identifier: MIT
//
// What the library promises of its messages, whatever it is fed. A broken promise ends the run, and
// libFuzzer keeps the input.
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"

namespace landlock_preload {

inline void require(bool holds, const char* what, std::string_view about = "") {
    if (holds) return;
    std::fprintf(stderr, "broken promise: %s: %.*s\n", what, static_cast<int>(about.size()),
                 about.data());
    std::abort();
}

// The length of the UTF-8 character that TEXT starts with, or 0.
inline std::size_t character_length(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || text.size() < length) return 0;
    for (const char c : text.substr(1, length - 1)) {
        if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80) return 0;
    }
    return length;
}

inline bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

// Runs ACTION. Its errors, one a line; empty where it succeeds.
inline std::string errors_of(const std::function<void()>& action) {
    constexpr std::size_t kLongestWhat = 1500;  // every right and raw bit of all classes, by name
    std::string lines;
    try {
        action();
    } catch (const Diagnostics& errors) {
        require(!errors.list.empty(), "there is an error where errors are thrown");
        require(errors.list.size() <= kMaxErrors, "no more than kMaxErrors are thrown");
        for (const Diagnostic& error : errors.list) {
            require(!error.what.empty(), "something is said");
            require(error.what.size() <= kLongestWhat, "it is short", error.what);
            lines += error.location + ": " + error.what + "\n";
        }
    }
    return lines;
}

}  // namespace landlock_preload
