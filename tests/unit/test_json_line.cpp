// SPDX-License-Identifier: MIT
//
// One line of JSON, for any bytes. What is valid UTF-8 is in RFC 3629, section 4.
#include <doctest/doctest.h>

#include <string>

#include "report/json_line.hpp"

using namespace landlock_preload;

namespace {

struct Line {
    std::string text;
    JsonLine json{
        [](void* target, std::string_view piece) { static_cast<Line*>(target)->text += piece; },
        this};
};

std::string text_of(std::string_view value) {
    Line line;
    line.json.text(value);
    return line.text;
}

}  // namespace

TEST_CASE("json line: objects, arrays and commas between what stands beside each other") {
    Line line;
    line.json.begin_object();
    line.json.number("a", 1);
    line.json.key("b");
    line.json.begin_array();
    line.json.text("x");
    line.json.begin_object();
    line.json.end_object();
    line.json.begin_array();
    line.json.end_array();
    line.json.number(18446744073709551615U);
    line.json.end_array();
    line.json.flag("c", true);
    line.json.flag("d", false);
    line.json.text("e", "");
    line.json.end_object();
    CHECK(line.text == R"({"a":1,"b":["x",{},[],18446744073709551615],"c":true,"d":false,"e":""})");
}

TEST_CASE("json line: quotes, backslashes and control bytes are escaped") {
    CHECK(text_of("a\"b\\c/") == R"("a\"b\\c/")");
    CHECK(text_of(std::string_view("\0\n\x1f\x7f", 4)) == R"("\u0000\u000a\u001f\u007f")");
}

TEST_CASE("json line: UTF-8 stays as it is") {
    for (const std::string valid :
         {"\xc2\xa1", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbd",
          "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbd"}) {
        CHECK(text_of(valid) == '"' + valid + '"');
    }
}

TEST_CASE("json line: what a terminal or a reader acts on is escaped") {
    CHECK(text_of("a\xc2\x9b"
                  "31m") == R"("a\u009b31m")");
    CHECK(text_of("\xe2\x80\xae\xe2\x80\xa8") == R"("\u202e\u2028")");
    CHECK(text_of("\xef\xbb\xbf\xc2\xa0") == R"("\ufeff\u00a0")");
    CHECK(text_of("\xf3\xa0\x81\x81") == R"("\udb40\udc41")");
}

TEST_CASE("json line: every byte of anything else becomes a surrogate of its own") {
    CHECK(text_of("\x80") == R"("\udc80")");
    CHECK(text_of("a\xff.") == R"("a\udcff.")");
    CHECK(text_of("\xc0\xaf") == R"("\udcc0\udcaf")");                      // overlong
    CHECK(text_of("\xe0\x9f\xbf") == R"("\udce0\udc9f\udcbf")");            // overlong
    CHECK(text_of("\xed\xa0\x80") == R"("\udced\udca0\udc80")");            // a surrogate
    CHECK(text_of("\xf4\x90\x80\x80") == R"("\udcf4\udc90\udc80\udc80")");  // above U+10FFFF
    CHECK(text_of("\xf0\x8f\xbf\xbf") == R"("\udcf0\udc8f\udcbf\udcbf")");  // overlong
    CHECK(text_of("\xf5\x80\x80\x80") == R"("\udcf5\udc80\udc80\udc80")");
    CHECK(text_of("\xe2\x82") == R"("\udce2\udc82")");  // cut short
    CHECK(text_of("\xf0\x9f\x98") == R"("\udcf0\udc9f\udc98")");
    CHECK(text_of("\xc3x") == R"("\udcc3x")");
}
