// SPDX-License-Identifier: MIT
//
// Text in a line: bytes below 0x20 and 0x7f as \xNN, so that nobody's input can end a line or forge
// another. Allocates nothing by itself.
#pragma once

#include <string_view>

namespace landlock_preload {

// Hands TEXT to SINK(std::string_view), piece by piece.
template <typename Sink>
void escape_to(std::string_view text, Sink&& sink) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (const char& c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f) {
            sink(std::string_view(&c, 1));
            continue;
        }
        sink("\\x");
        sink(kDigits.substr(byte >> 4U, 1));
        sink(kDigits.substr(byte & 15U, 1));
    }
}

}  // namespace landlock_preload
