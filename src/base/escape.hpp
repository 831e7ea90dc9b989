// SPDX-License-Identifier: MIT
//
// Text in a line that people read. What a terminal or a reader acts on instead of showing it is
// written as bytes, \xNN: so nobody's input can end a line, forge another, colour or clear a
// terminal, reverse what follows it, or hide in a name. Allocates nothing by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace landlock_preload {

inline constexpr std::uint32_t kNotUtf8 = 0xffffffffU;
inline constexpr std::string_view kHexDigits = "0123456789abcdef";

struct Character {
    std::uint32_t code;  // or kNotUtf8, of a single byte
    std::size_t length;
};

// The character at the front of TEXT, which is not empty (RFC 3629).
Character first_character(std::string_view text) noexcept;

// Whether a character is shown as itself. Control characters are not (those of Latin-1, which xterm
// obeys, among them), nor are line and paragraph separators, what sets the direction of writing,
// what has no width, and blanks other than the space.
bool is_shown(std::uint32_t code) noexcept;

// Hands TEXT to SINK(std::string_view), piece by piece.
template <typename Sink>
void escape_to(std::string_view text, Sink&& sink) {
    while (!text.empty()) {
        const Character character = first_character(text);
        const std::string_view bytes = text.substr(0, character.length);
        text.remove_prefix(character.length);
        if (is_shown(character.code)) {
            sink(bytes);
            continue;
        }
        for (const char c : bytes) {
            const auto byte = static_cast<unsigned char>(c);
            sink("\\x");
            sink(kHexDigits.substr(byte >> 4U, 1));
            sink(kHexDigits.substr(byte & 15U, 1));
        }
    }
}

}  // namespace landlock_preload
