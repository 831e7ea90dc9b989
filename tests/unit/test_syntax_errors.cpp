// SPDX-License-Identifier: MIT
//
// Where a text is not JSON. The messages themselves are in tests/policies/bad; here are the places,
// and the classes of errors with each kind of text around them.
#include <doctest/doctest.h>

#include "policy/json/syntax_errors.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

std::string syntax_error(const std::string& text) {
    return line_of([&] { parse(text); });
}

// The message without the place.
std::string message(const std::string& text) {
    const auto errors = errors_of([&] { parse(text); });
    return errors.size() == 1 ? errors[0].what : std::to_string(errors.size()) + " errors";
}

}  // namespace

TEST_CASE("syntax errors: lines and columns count bytes from 1") {
    CHECK(syntax_location("p", "abc", 0) == "p:1:1");
    CHECK(syntax_location("p", "abc", 2) == "p:1:3");
    CHECK(syntax_location("p", "abc", 3) == "p:1:4");
    CHECK(syntax_location("p", "a\nb", 1) == "p:1:2");  // a line's end belongs to it
    CHECK(syntax_location("p", "a\nb", 2) == "p:2:1");
    CHECK(syntax_location("p", "\n\n\n", 3) == "p:4:1");
    CHECK(syntax_location("p", "a\r\nb", 3) == "p:2:1");
    CHECK(syntax_location("p", "é日x", 5) == "p:1:6");
    CHECK(syntax_location("", "", 0) == ":1:1");
}

TEST_CASE("syntax errors: the first NUL byte is found wherever it is") {
    using namespace std::string_literals;
    CHECK(syntax_error("\0"s) == "p.json:1:1: NUL byte at offset 0");
    CHECK(syntax_error("{\n\"a\0b\": 1}\0"s) == "p.json:2:3: NUL byte at offset 4");
    // Not in a string that says so by an escape.
    CHECK(message(R"({"x\u0000": 1})").find("NUL byte at offset") == std::string::npos);
}

TEST_CASE("syntax errors: a byte order mark is refused only where it is one") {
    CHECK(syntax_error("\xef\xbb\xbf{}") ==
          "p.json:1:1: byte order mark; save the policy as UTF-8 without one");
    CHECK(syntax_error("\xef\xbb\xbf") ==
          "p.json:1:1: byte order mark; save the policy as UTF-8 without one");
    CHECK(message("\xef\xbb{}").find("byte order mark") == std::string::npos);
    const auto resolved = resolve(
        "{\"pathBeneath\": [{\"allowedAccess\": [\"execute\"], \"parent\": [\"\xef\xbb\xbf\"]}]}");
    CHECK(resolved.paths.at(0).path == "\xef\xbb\xbf");
}

TEST_CASE("syntax errors: every way to break UTF-8 in a string is invalid UTF-8") {
    for (const char* bytes :
         {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x80\x80", "\xe2\x82",
          "\xe2(\xa1", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x9f\x98",
          "\xf4\x90\x80\x80", "\xf5", "\xfe", "\xff"}) {
        for (const char* around : {"", " ", "abcdefghijklmnop", "é"}) {
            const std::string text = std::string("{\"abi\": \"") + around + bytes + around + "\"}";
            CAPTURE(text);
            CHECK(message(text) ==
                  R"(invalid UTF-8; in a path, "?" with "glob": true stands for such a byte)");
        }
    }
}

TEST_CASE("syntax errors: every Unicode scalar value's form is accepted in a string") {
    for (const char* bytes :
         {"\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
          "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
        const std::string text =
            std::string("{\"abi\": \"") + bytes + "\", \"variable\": [{\"name\": \"a\"}]}";
        CAPTURE(text);
        CHECK(message(text) == "must be an integer from 1 to 2147483647");
    }
}

TEST_CASE("syntax errors: every control character in a string is named") {
    for (int byte = 1; byte < 0x20; ++byte) {
        const std::string text = std::string("{\"abi\": \"a") + static_cast<char>(byte) + "\"}";
        const char* digits = "0123456789abcdef";
        const std::string name = {'0', 'x', digits[byte / 16], digits[byte % 16]};
        CHECK(syntax_error(text) == "p.json:1:11: control character " + name + " in a string");
    }
}

TEST_CASE("syntax errors: lone surrogates are named, in whatever they are") {
    for (const std::string text :
         {R"("\ud800")", R"("\ud800 ")", R"("\ud800x")", R"("\udbff\n")", R"("\udc00")",
          R"("\udfff")", R"("\ud800\u0041")", R"("\ud800\ud800")", R"("a\ud83dbcdefghijklmnop")",
          R"({"\ud800": 1})"}) {
        CAPTURE(text);
        CHECK(message(text).starts_with("lone surrogate in a \\u escape; in a path, "));
    }
    CHECK(message(R"({"\ud83d\ude00": 1})").find("lone surrogate") == std::string::npos);
}

TEST_CASE("syntax errors: an escape that is none is told from a \\u without its digits") {
    for (const std::string text : {R"("\a")", R"("\x41")", R"("\U0041")", R"("\'")", R"("\0")",
                                   R"("\u0041\q")", R"("\\\q")", R"("\\u12\q")", R"("u12\q")"}) {
        CAPTURE(text);
        CHECK(message(text) == "unknown escape in a string");
    }
    for (const std::string text :
         {R"("\u")", R"("\u1")", R"("\u12")", R"("\u123")", R"("\u123g")", R"("\uzzzz")",
          R"("\u 123")", R"("\u0041\u00")", R"("\u-123")"}) {
        CAPTURE(text);
        CHECK(message(text) == "\\u needs four hexadecimal digits");
    }
}

TEST_CASE("syntax errors: a text that ends is too short, a string that ends is not closed") {
    for (const std::string text :
         {"", " ", "{", "{\"abi\"", "{\"abi\":", "{\"abi\": 5", "{\"abi\": 5,", "[", "[1", "[1,",
          "{\"a\": [\"b\"", "{\"a\": tru", "{\"a\": -"}) {
        CAPTURE(text);
        CHECK(message(text) == "the policy ends too early");
    }
    for (const std::string text : {"\"", "{\"", "{\"abi", "{\"abi\": \"x", "{\"abi\": \"x\\\"",
                                   "[\"\\\\\\\"", "{\"abi\": \"\xc3\xa9"}) {
        CAPTURE(text);
        CHECK(message(text) == "string is not closed");
    }
}

TEST_CASE("syntax errors: commas before a closing bracket are trailing, whatever is between") {
    for (const std::string text :
         {"[1,]", "[1, ]", "[1,\n\t]", "{\"a\": 1,}", "{\"a\": 1, \r\n}", "[\"a\",]",
          "{\"a\": \"b\",}", "[[],]", "[{},]", "[true,]", "[null ,]", "{\"a\": [1,], \"b\": 2}"}) {
        CAPTURE(text);
        CHECK(message(text) == "trailing comma");
    }
    for (const std::string text : {"[,]", "[1 ]]", "[}", "{]", "{,}"}) {
        CAPTURE(text);
        CHECK(message(text) != "trailing comma");
    }
}

TEST_CASE("syntax errors: comments are named wherever they stand") {
    for (const std::string text :
         {"// a\n{}", "/* a */{}", "# a\n{}", "{// a\n}", "{\"a\": 1 // b\n}",
          "{\"a\": 1, // b\n \"c\": 2}", "{\"a\": /* b */ 1}", "{\"a\" /**/: 1}", "[\"a\" // b\n]",
          "[\"a\", // b\n]", "{\"a\": 1 # b\n}", "{} // a", "{}\n# a\n", "[1] /* a */"}) {
        CAPTURE(text);
        CHECK(message(text) == "comments are not part of JSON");
    }
    // No comment where it is part of a string.
    CHECK(message("{\"// a\": 1, \"/* b */\": 2, \"# c\": 3, \"#\": }") == "unexpected \"}\"");
}

TEST_CASE("syntax errors: what stands where it should not is quoted, and nothing else") {
    CHECK(message("}") == "unexpected \"}\"");
    CHECK(message("{\"a\": }") == "unexpected \"}\"");
    CHECK(message("{\"a\": \"b\" }}") == "data after the end of the policy");
    CHECK(message("{\"a\": [\"b\" }") == "unexpected \"}\"");
    CHECK(message("{\"a\": \"b\" \"c\": 1}") ==
          "unexpected \"c\"; a comma or colon is missing before it");
    CHECK(message("{\"a\": \"b\", ,}") == "unexpected \",\"");
    CHECK(message("{\"a\": \"b\" : 1}") == "unexpected \":\"");
    CHECK(message("{\"a\", 1}") == "unexpected \",\"");
    CHECK(message("['a']") == "unexpected \"'\"; strings and keys stand in double quotes");
    CHECK(message("[\"a\", 'b']") == "unexpected \"'\"; strings and keys stand in double quotes");
    CHECK(message("[\"a\", +1]") == "unexpected \"+\"");
    CHECK(message("[\"a\", \xc3\xa9]") == "unexpected U+00E9");
    CHECK(message("[\"a\", \x01]") == "unexpected byte 0x01");
    CHECK(message("[\"a\", NaN]") == "unexpected \"N\"");
}

TEST_CASE("syntax errors: everything after the policy is data, even what looks like more of it") {
    for (const std::string text :
         {"{} {}", "{}{}", "{},", "{}}", "{}]", "{} x", "{} \"a\"", "{} \"a", "{} 1", "{} \xff",
          "[] []", "1 2", "\"a\" \"b\"", "null,", "{}\n\n\n,"}) {
        CAPTURE(text);
        CHECK(message(text) == "data after the end of the policy");
    }
    CHECK(syntax_error("{}\n\n  {}") == "p.json:3:3: data after the end of the policy");
}
