// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "base/escape.hpp"

using namespace landlock_preload;

namespace {

std::string escaped(std::string_view text) {
    std::string all;
    escape_to(text, [&all](std::string_view piece) { all += piece; });
    return all;
}

}  // namespace

TEST_CASE("escape: ordinary text passes as it is") {
    CHECK(escaped("") == "");
    CHECK(escaped("/etc/p.json: \"a\" ~") == "/etc/p.json: \"a\" ~");
    CHECK(escaped("\\x0a") == "\\x0a");
}

TEST_CASE("escape: every byte that is no character by itself is two hexadecimal digits") {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (unsigned byte = 0; byte < 256; ++byte) {
        CAPTURE(byte);
        const std::string one(1, static_cast<char>(byte));
        std::string expected = one;
        if (byte < 0x20 || byte >= 0x7f) {
            expected = {'\\', 'x', kDigits[byte / 16], kDigits[byte % 16]};
        }
        CHECK(escaped("a" + one + "b") == "a" + expected + "b");
    }
}

TEST_CASE("escape: no text can end a line, or forge another") {
    CHECK(escaped("a\nliblandlock_preload: note: b\r\x1b[0m") ==
          "a\\x0aliblandlock_preload: note: b\\x0d\\x1b[0m");
    CHECK(escaped(std::string_view("\0", 1)) == "\\x00");
    CHECK(escaped("\x7f") == "\\x7f");
}

TEST_CASE("escape: characters that are seen are left alone") {
    for (const std::string seen :
         {"é€😀", "\xc2\xa1", "\xe6\xbc\xa2", "\xd7\xa9\xd7\x9c", "\xef\xbf\xbd", "e\xcc\x81",
          "\xf4\x8f\xbf\xbd", "\xf0\x9d\x84\x9e"}) {
        CHECK(escaped(seen) == seen);
    }
}

TEST_CASE("escape: what a terminal or a reader acts on is shown as bytes") {
    CHECK(escaped("\xc2\x9b"
                  "31m") == "\\xc2\\x9b31m");      // CSI in one character
    CHECK(escaped("a\xc2\x85") == "a\\xc2\\x85");  // next line
    CHECK(escaped("\xc2\xa0") == "\\xc2\\xa0");    // no-break space
    CHECK(escaped("\xc2\xad") == "\\xc2\\xad");    // soft hyphen
    for (const std::string hidden :
         {"\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa9", "\xe2\x80\xa8", "\xe2\x80\xa9",
          "\xe2\x80\x8b", "\xe2\x80\x8e", "\xe2\x81\xa0", "\xef\xbb\xbf", "\xd8\x9c",
          "\xe3\x80\x80", "\xef\xb8\x8f", "\xef\xbf\xbf", "\xf3\xa0\x81\x81", "\xf0\x9d\x85\xb3",
          "\xf4\x8f\xbf\xbf"}) {
        CAPTURE(hidden);
        CHECK(escaped("a" + hidden + "b").find(hidden) == std::string::npos);
        CHECK(escaped("a" + hidden + "b").size() == 2 + 4 * hidden.size());
    }
}

TEST_CASE("escape: what is not UTF-8 is shown byte by byte") {
    CHECK(escaped("\x80\xff") == "\\x80\\xff");
    CHECK(escaped("\xc0\xaf") == "\\xc0\\xaf");           // overlong
    CHECK(escaped("\xe2\x82") == "\\xe2\\x82");           // cut short
    CHECK(escaped("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // a surrogate
    CHECK(escaped("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
    CHECK(escaped("\xe2\x82x\xc3\xa9") == "\\xe2\\x82x\xc3\xa9");
}
