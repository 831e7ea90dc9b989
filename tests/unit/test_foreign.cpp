// SPDX-License-Identifier: MIT
//
// What is recognised as somebody else's, and what must not be.
#include <doctest/doctest.h>

#include <string>

#include "policy/json/foreign.hpp"

using namespace landlock_preload;

TEST_CASE("foreign: a policy is no other format, whatever is wrong with it") {
    for (const char* text : {"",
                             " ",
                             "{",
                             "{}",
                             " {\"abi\": 6,}",
                             "[",
                             "[1]",
                             "[\"a\"]",
                             "[[]]",
                             "[a, b]",
                             "null",
                             "6",
                             "\"a\"",
                             "{\"a\": \"x = y\"}",
                             "{\n  \"a\": 1 }",
                             "{abi: 6}",
                             "{'abi': 6}",
                             "// a",
                             "/* a */ {}",
                             "# a\n{}",
                             "{# a\n}",
                             "\xff",
                             "a",
                             "/* a, b, */ {}",
                             "/** a {",
                             "// x {",
                             "/usr",
                             "/usr/bin/x r",
                             "includes,",
                             "--plain",
                             "network",
                             "http://x"}) {
        CAPTURE(text);
        CHECK(name_format(text).empty());
        CHECK(describe_format(text).empty());
    }
}

TEST_CASE("foreign: formats are told by their beginning, behind blanks and comments") {
    CHECK(name_format("a = 1") == "TOML");
    CHECK(name_format("\n# a: b\n\n[a.b]\n") == "TOML");
    CHECK(name_format("[[a]]\r\nb = \"c\"") == "TOML");
    CHECK(name_format("a.b = true") == "TOML");
    CHECK(name_format("[Unit]\nDescription=x") == "INI, or variables of a shell");
    CHECK(name_format("A=/b") == "INI, or variables of a shell");
    CHECK(name_format("a:") == "YAML");
    CHECK(name_format("a: b") == "YAML");
    CHECK(name_format("# c\n---\n") == "YAML");
    CHECK(name_format(" <a>") == "XML or HTML");
    CHECK(name_format("-----BEGIN CERTIFICATE-----") == "PEM or PGP data");
    CHECK(name_format(std::string("{\0\"", 3)) == "UTF-16");
    CHECK(describe_format("\x7f"
                          "ELF\2")
              .starts_with("this is a program or a library (ELF)"));
}

TEST_CASE("foreign: a path that means itself is no foreign one") {
    for (const char* path : {"/",     "a",        ".",    "./~",  "./$HOME", "/~",      "/%h",
                             "/@{x}", "%",        "%%",   "%h%i", "%1",      "100%",    "%hx",
                             "@",     "@x",       "-",    "-x",   "+",       "!",       "$",
                             "$1",    "$$HOME",   "${v}", "a$b",  "a:b",     "a:/b/c:", "1:/x",
                             ":/",    "/file://", "{",    "{}",   "{a}",     "a'b"}) {
        CAPTURE(path);
        const bool is_scheme = std::string(path).starts_with("a:/");
        CHECK(describe_foreign_path(path, true).empty() != is_scheme);
        CHECK(!has_braces(path));
    }
}

TEST_CASE("foreign: braces are those that a shell would expand") {
    for (const char* path : {"{a,b}", "/x/{a,b}", "/{a}/{b,c}", "/{1..3}", "{,a}", "${v}{a,b}"}) {
        CAPTURE(path);
        CHECK(has_braces(path));
    }
    for (const char* path : {"{a", "a,b}", "\\{a,b}", "${v}", "{a}", "{}", "}{,"}) {
        CAPTURE(path);
        CHECK(!has_braces(path));
    }
}

TEST_CASE("foreign: what is advised can be written") {
    CHECK(
        describe_foreign_path("%t/x", true) ==
        R"("%t" is not expanded; write "${runtimeDir}" and declare it, as by {"name":"runtimeDir","builtin":"runtimeDir"})");
    CHECK(describe_foreign_path("$a1/x", true) ==
          R"("$a1" is not expanded; write "${a1}" and declare it, as by {"name":"a1","env":"a1"})");
    CHECK(describe_foreign_path("$_a/x", true) ==
          R"("$_a" is not expanded; write "${a}" and declare it, as by {"name":"a","env":"a"})");
    CHECK(
        describe_foreign_path("@{run-1}/x", true) ==
        R"("@{run-1}" is not expanded; write "${name}" and declare it, as by {"name":"name","env":"name"})");
    CHECK(describe_foreign_path("~/x", false) == R"("~" is not expanded; write the path out)");
    CHECK(describe_foreign_path("-/x", false) ==
          R"("-" before a path means nothing here; leave it out)");
}

TEST_CASE("foreign: a setting's value is told from another's") {
    CHECK(hint_for_setting("LANDLOCK_LOG", "1") == "; did you mean \"LANDLOCK_STRICT\"?");
    CHECK(hint_for_setting("LANDLOCK_STRICT", "info") == "; did you mean \"LANDLOCK_LOG\"?");
    CHECK(hint_for_setting("LANDLOCK_STRICT", "{}") == "; did you mean \"LANDLOCK_POLICY\"?");
    CHECK(hint_for_setting("LANDLOCK_POLICY", "p.json").empty());
    CHECK(hint_for_setting("LANDLOCK_LOG", "warning").empty());
    CHECK(hint_for_setting("LANDLOCK_LOG", "debug").empty());
}
