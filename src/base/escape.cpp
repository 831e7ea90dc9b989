// SPDX-License-Identifier: MIT
//
// The table has the characters of Unicode 15 that are default ignorable, or of the categories Cc,
// Zl, Zp and Zs, or bidirectional controls, or no characters at all. Format characters that have a
// shape of their own are shown.
#include "base/escape.hpp"

#include <algorithm>
#include <iterator>

namespace landlock_preload {
namespace {

struct Range {
    std::uint16_t first;
    std::uint16_t last;
};

constexpr Range kHidden[] = {
    {0x0000, 0x001f},  // controls
    {0x007f, 0x00a0},  // DEL, more controls, the no-break space
    {0x00ad, 0x00ad},  // soft hyphen
    {0x034f, 0x034f},  // combining grapheme joiner
    {0x061c, 0x061c},  // Arabic letter mark: direction
    {0x115f, 0x1160},  // Hangul fillers
    {0x1680, 0x1680},  // Ogham blank
    {0x17b4, 0x17b5},  // Khmer inherent vowels
    {0x180b, 0x180f},  // Mongolian selectors
    {0x2000, 0x200f},  // blanks, joiners, direction marks
    {0x2028, 0x202f},  // line and paragraph separators, direction, a blank
    {0x205f, 0x206f},  // a blank, invisible operators, direction
    {0x2800, 0x2800},  // Braille blank
    {0x3000, 0x3000},  // ideographic space
    {0x3164, 0x3164},  // Hangul filler
    {0xd800, 0xdfff},  // surrogates
    {0xfdd0, 0xfdef},  // no characters
    {0xfe00, 0xfe0f},  // variation selectors
    {0xfeff, 0xfeff},  // byte order mark
    {0xffa0, 0xffa0},  // Hangul filler
    {0xfff0, 0xfffb},  // annotations
};

}  // namespace

// NOLINTNEXTLINE(readability-function-cognitive-complexity): a row of its table after the other
Character first_character(std::string_view text) noexcept {
    constexpr Character kNone = {kNotUtf8, 1};
    const auto byte = [&text](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const std::uint32_t first = byte(0);
    if (first < 0x80) return {first, 1};
    std::size_t length = 0;
    std::uint32_t least = 0;  // smaller ones must be written shorter
    if (first >= 0xc2 && first < 0xe0) {
        length = 2;
        least = 0x80;
    } else if (first >= 0xe0 && first < 0xf0) {
        length = 3;
        least = 0x800;
    } else if (first >= 0xf0 && first < 0xf5) {
        length = 4;
        least = 0x10000;
    } else {
        return kNone;
    }
    std::uint32_t code = first & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U) return kNone;
        code = code << 6U | (byte(i) & 0x3fU);
    }
    const bool is_surrogate = code >= 0xd800 && code < 0xe000;
    if (code < least || code > 0x10ffff || is_surrogate) return kNone;
    return {code, length};
}

bool is_shown(std::uint32_t code) noexcept {
    if (code >= 0x20 && code < 0x7f) return true;  // most are
    if (code > 0x10ffff || (code & 0xfffeU) == 0xfffeU) return false;
    if (code > 0xffff) {
        const bool is_tag = code >= 0xe0000 && code < 0xe1000;
        const bool is_beam = code >= 0x1d173 && code < 0x1d17b;       // of written music
        const bool is_shorthand = code >= 0x1bca0 && code < 0x1bca4;  // its format controls
        return !is_tag && !is_beam && !is_shorthand;
    }
    const auto is_in = [code](const Range& range) {
        return code >= range.first && code <= range.last;
    };
    return std::none_of(std::begin(kHidden), std::end(kHidden), is_in);
}

}  // namespace landlock_preload
