// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "escape.hpp"

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

TEST_CASE("escape: every control byte is two hexadecimal digits, and only those") {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (unsigned byte = 0; byte < 256; ++byte) {
        CAPTURE(byte);
        const std::string one(1, static_cast<char>(byte));
        std::string expected = one;
        if (byte < 0x20 || byte == 0x7f) {
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

TEST_CASE("escape: UTF-8 is left alone") {
    CHECK(escaped("é€😀") == "é€😀");
    CHECK(escaped("\x80\xff") == "\x80\xff");
}
