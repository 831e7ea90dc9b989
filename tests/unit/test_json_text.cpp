// SPDX-License-Identifier: MIT
#include "tool/json_text.hpp"

#include <doctest/doctest.h>

using namespace landlock_preload;

TEST_CASE("JSON text: scalars stand on one line, everything else is indented") {
    JsonText json;
    json.begin_object();
    json.key("number");
    json.value(std::uint64_t{18446744073709551615U});
    json.key("list");
    json.line({"1", R"("two")"});
    json.key("none");
    json.line({});
    json.key("objects");
    json.begin_array();
    json.begin_object();
    json.key("flag");
    json.flag(true);
    json.key("other");
    json.flag(false);
    json.end_object();
    json.value("text");
    json.end_array();
    json.key("empty");
    json.begin_object();
    json.end_object();
    json.end_object();
    CHECK(json.text() == R"({
  "number": 18446744073709551615,
  "list": [1, "two"],
  "none": [],
  "objects": [
    {
      "flag": true,
      "other": false
    },
    "text"
  ],
  "empty": {}
})");
}

TEST_CASE("JSON text: what would end a string, or command a terminal, is written as an escape") {
    CHECK(JsonText::quoted("a/b") == R"("a/b")");
    CHECK(JsonText::quoted(R"(a"b\c)") == R"("a\"b\\c")");
    CHECK(JsonText::quoted("\n\x1b\x7f") == R"("\u000a\u001b\u007f")");
    CHECK(JsonText::quoted("\xc3\xa4") == "\"\xc3\xa4\"");
    CHECK(JsonText::quoted("\xc2\x9b") == R"("\u009b")");      // a control character of C1
    CHECK(JsonText::quoted("\xe2\x80\xae") == R"("\u202e")");  // writes from right to left
    CHECK(JsonText::quoted("\xf3\xa0\x80\x81") ==
          R"("\udb40\udc01")");  // a tag, outside of the BMP
}

TEST_CASE("JSON text: a string can hold UTF-8 only") {
    CHECK(JsonText::can_hold(""));
    CHECK(JsonText::can_hold("a\xc3\xa4\xf0\x9f\x98\x80"));
    for (const char* text : {"\xff", "a\xc3", "\xed\xa0\x80", "\xc0\xaf"}) {
        CHECK_FALSE(JsonText::can_hold(text));
    }
}
