// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "policy/template.hpp"

using namespace landlock_preload;

namespace {

// Pieces in one line: text as it is, variables in angle brackets.
std::string pieces(std::string_view text) {
    std::string all;
    while (!text.empty()) {
        const std::size_t before = text.size();
        const TemplatePiece piece = next_piece(text);
        REQUIRE(text.size() < before);
        all += piece.is_variable ? '<' + std::string(piece.text) + '>' : std::string(piece.text);
    }
    return all;
}

}  // namespace

TEST_CASE("template: variable names are a letter, then letters, digits and underscores") {
    for (const std::string name : {"a", "Z", "foo", "foo_bar", "foo_", "foo__bar", "f1", "a0_Z9"}) {
        CAPTURE(name);
        CHECK(is_variable_name(name));
    }
    for (const std::string name :
         {"",   "_",   "_a",  "1", "1a", "a-b", "a b", " a", "a ", "a.b", "a$", "é",
          "aé", "a\n", "a/b", "@", "[",  "`",   "{",   "a@", "a[", "a`",  "a{", "a:"}) {
        CAPTURE(name);
        CHECK_FALSE(is_variable_name(name));
    }
    CHECK_FALSE(is_variable_name(std::string_view("a\0", 2)));
}

TEST_CASE("template: references are variables, everything else is text") {
    CHECK(pieces("/usr/lib") == "/usr/lib");
    CHECK(pieces("${a}") == "<a>");
    CHECK(pieces("/x/${a}/y") == "/x/<a>/y");
    CHECK(pieces("${a}${b}") == "<a><b>");
    CHECK(pieces("${a}/${a}") == "<a>/<a>");
    CHECK(pieces("${a}}") == "<a>}");
    CHECK(pieces("{a}") == "{a}");
}

TEST_CASE("template: two dollars are one, a lone one is itself") {
    CHECK(pieces("$$") == "$");
    CHECK(pieces("$$$$") == "$$");
    CHECK(pieces("$") == "$");
    CHECK(pieces("$$$") == "$$");
    CHECK(pieces("a$") == "a$");
    CHECK(pieces("$a") == "$a");
    CHECK(pieces("$HOME/$x") == "$HOME/$x");
    CHECK(pieces("$}") == "$}");
    CHECK(pieces("$ {a}") == "$ {a}");
}

TEST_CASE("template: two dollars before a brace are no reference, three are") {
    CHECK(pieces("$${a}") == "${a}");
    CHECK(pieces("$$${a}") == "$<a>");
    CHECK(pieces("$$$${a}") == "$${a}");
    CHECK(pieces("x$$${a}$$y") == "x$<a>$y");
}

TEST_CASE("template: what can be expanded is accepted") {
    for (const std::string text : {"/", ".", "a", "${a}", "$${", "$$${a}", "$", "$$", "$a", "}",
                                   "{", "/a b", "~", "/*", "\n", "\xff"}) {
        CAPTURE(text);
        CHECK(check_template(text) == "");
    }
}

TEST_CASE("template: a reference that is not closed is named by its byte") {
    CHECK(check_template("${") == "\"${\" at byte 1 is not closed");
    CHECK(check_template("/a${b") == "\"${\" at byte 3 is not closed");
    CHECK(check_template("${a}/${") == "\"${\" at byte 6 is not closed");
    CHECK(check_template("$$${") == "\"${\" at byte 3 is not closed");
    CHECK(check_template("é${") == "\"${\" at byte 3 is not closed");
    CHECK(check_template("$${}${x") == "\"${\" at byte 5 is not closed");
}

TEST_CASE("template: a bad name is quoted, with the remedy") {
    const std::string rest = "; a letter, then letters, digits and \"_\"; write \"$$\" for \"$\"";
    CHECK(check_template("${}") == "bad variable name \"\"" + rest);
    CHECK(check_template("${1a}") == "bad variable name \"1a\"" + rest);
    CHECK(check_template("/x/${a b}/${c}") == "bad variable name \"a b\"" + rest);
    CHECK(check_template("${ok}${${x}}") == "bad variable name \"${x\"" + rest);
    CHECK(check_template("${a/${b}") == "bad variable name \"a/${b\"" + rest);
}

TEST_CASE("template: a value from outside is split, checked, and the culprit named") {
    using Items = std::vector<std::string>;
    CHECK(split_untrusted_paths("/a:/b", "").items == Items{"/a:/b"});
    CHECK(split_untrusted_paths(":/a::/b:", ":").items == Items{"/a", "/b"});
    CHECK(split_untrusted_paths("/a, /b,/c", ", ").items == Items{"/a", "/b,/c"});
    const auto wrong = [](std::string_view value, std::string_view separator) {
        const UntrustedPaths paths = split_untrusted_paths(value, separator);
        CHECK(paths.items.empty());
        return paths.offending_value + " " + paths.problem;
    };
    CHECK(wrong("", "") == " is empty");
    CHECK(wrong("", ":") == " has no items");
    CHECK(wrong("::", ":") == ":: has no items");
    CHECK(wrong("/a:b", ":") == "b is not an absolute path");
    CHECK(wrong("/a:/b/..", ":") == "/b/.. contains a \"..\" component");
    CHECK(wrong(":", "") == ": is not an absolute path");
}

TEST_CASE("template: empty paths, NUL bytes and 4096 bytes are refused") {
    CHECK(check_template("") == "empty path; \".\" is the working directory");
    CHECK(check_template(std::string_view("/a\0b", 4)) == "NUL byte in a path");
    CHECK(check_template(std::string_view("\0", 1)) == "NUL byte in a path");
    CHECK(check_template(std::string(4095, 'x')) == "");
    CHECK(check_template(std::string(4096, 'x')) == "path of 4096 bytes; at most 4095 are allowed");
}
