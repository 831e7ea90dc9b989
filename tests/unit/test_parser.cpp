// SPDX-License-Identifier: MIT
//
// Text to Policy: what is kept of a policy as written, and how its errors are counted. The exact
// messages are in tests/policies/bad.
#include <doctest/doctest.h>

#include "support.hpp"

using namespace landlock_preload;

namespace {

std::string repeat(const std::string& text, int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all += text;
    return all;
}

constexpr const char* kRuleset = R"("ruleset": [{"scoped": ["signal"]}])";

}  // namespace

TEST_CASE("parser: everything written arrives, in its order") {
    const Policy policy = parse(R"({
        "abi": 6,
        "variable": [{"name": "a", "literal": ["x", "", "${b}"]}, {"name": "b"}],
        "ruleset": [{"handledAccessFs": ["execute", "abi.read_write"],
                     "handledAccessNet": ["bind_tcp"], "scoped": ["signal", "abi.all"]},
                    {"handledAccessFs": ["refer"], "handledAccessNet": ["abi.all"]}],
        "pathBeneath": [{"allowedAccess": ["read_file", "abi.read_execute"],
                         "parent": ["/a", "${a}"]},
                        {"parent": ["."], "allowedAccess": ["truncate"]}],
        "netPort": [{"allowedAccess": ["connect_tcp"], "port": [0, 443, 443, 65535]},
                    {"port": [1], "allowedAccess": ["abi.all"]}]})");
    CHECK(policy.source == "p.json");
    CHECK(policy.abi == 6);
    CHECK(policy.handled[AccessClass::fs].rights == (0x1 | 0x2000));
    CHECK(policy.handled[AccessClass::fs].groups == kGroupReadWrite);
    CHECK(policy.handled[AccessClass::net].rights == 0x1);
    CHECK(policy.handled[AccessClass::net].groups == kGroupAll);
    CHECK(policy.handled[AccessClass::scope].rights == 0x2);
    CHECK(policy.handled[AccessClass::scope].groups == kGroupAll);

    REQUIRE(policy.variable.size() == 2);
    CHECK(policy.variable[0].name == "a");
    CHECK(policy.variable[0].literal == std::vector<std::string>{"x", "", "${b}"});
    CHECK(policy.variable[1].name == "b");
    CHECK(policy.variable[1].literal.empty());

    REQUIRE(policy.path_beneath.size() == 2);
    CHECK(policy.path_beneath[0].allowed_access.rights == 0x4);
    CHECK(policy.path_beneath[0].allowed_access.groups == kGroupReadExecute);
    CHECK(policy.path_beneath[0].parent == std::vector<std::string>{"/a", "${a}"});
    CHECK(policy.path_beneath[1].allowed_access.rights == 0x4000);
    CHECK(policy.path_beneath[1].allowed_access.groups == 0);
    CHECK(policy.path_beneath[1].parent == std::vector<std::string>{"."});

    REQUIRE(policy.net_port.size() == 2);
    CHECK(policy.net_port[0].allowed_access.rights == 0x2);
    CHECK(policy.net_port[0].port ==
          std::vector<PortRange>{{0, 0}, {443, 443}, {443, 443}, {65535, 65535}});
    CHECK(policy.net_port[1].allowed_access.groups == kGroupAll);
    CHECK(policy.net_port[1].port == std::vector<PortRange>{{1, 1}});
}

TEST_CASE("parser: what is not written is nothing") {
    const Policy policy = parse(std::string("{") + kRuleset + "}");
    CHECK(policy.abi == 0);
    CHECK(policy.handled[AccessClass::fs].rights == 0);
    CHECK(policy.handled[AccessClass::fs].groups == 0);
    CHECK(policy.handled[AccessClass::net].rights == 0);
    CHECK(policy.variable.empty());
    CHECK(policy.path_beneath.empty());
    CHECK(policy.net_port.empty());
}

TEST_CASE("parser: the abi may be any positive 32-bit integer") {
    for (const int abi : {1, 2, 11, 12, 2147483646, 2147483647}) {
        CHECK(parse("{\"abi\": " + std::to_string(abi) + ", " + kRuleset + "}").abi == abi);
    }
}

TEST_CASE("parser: the source starts every place") {
    const auto where = [](const std::string& name, const std::string& text) {
        return errors_of([&] {
                   parse_policy(Source{SourceKind::file, name, text});
               })
            .at(0)
            .location;
    };
    CHECK(where("LANDLOCK_POLICY", "{\"abi\": 0, \"variable\": [{\"name\": \"a\"}]}") ==
          "LANDLOCK_POLICY:/abi");
    CHECK(where("fd:3", "[]") == "fd:3");
    CHECK(where("/etc/p.json", "{") == "/etc/p.json:1:2");
    CHECK(where("/etc/p.json", R"({"a": 1, "a": 2})") == "/etc/p.json");
    CHECK(where("/etc/p.json", R"({"x": {"a": 1, "a": 2}})") == "/etc/p.json:/x");
}

TEST_CASE("parser: 16 levels are enough and 17 too many, for arrays and objects") {
    const auto nested = [](const std::string& open, const std::string& close, int levels) {
        // The root is the first level.
        return "{\"x\": " + repeat(open, levels - 1) + (open == "[" ? "" : "1") +
               repeat(close, levels - 1) + ", " + kRuleset + "}";
    };
    struct Kind {
        std::string open, close;
    };
    for (const Kind& kind : {Kind{"[", "]"}, Kind{"{\"a\": ", "}"}}) {
        CHECK(line_of([&] { parse(nested(kind.open, kind.close, 16)); }) ==
              "p.json:/x: unknown key \"x\"");
        const auto errors = errors_of([&] { parse(nested(kind.open, kind.close, 17)); });
        REQUIRE(errors.size() == 1);
        CHECK(errors[0].what == "nested deeper than 16 levels");
    }
}

TEST_CASE("parser: a megabyte of brackets is refused at the 17th") {
    CHECK(errors_of([] { parse(std::string(1 << 20, '[')); }).at(0).what ==
          "nested deeper than 16 levels");
}

TEST_CASE("parser: sibling containers do not add up to depth or to duplicates") {
    const Policy policy = parse("{\"ruleset\": [" + repeat("{\"scoped\": [\"signal\"]}, ", 40) +
                                "{\"handledAccessFs\": [\"execute\"]}]}");
    CHECK(policy.handled[AccessClass::scope].rights == 0x2);
    CHECK(policy.handled[AccessClass::fs].rights == 0x1);
    // The same keys again in a deeper and in a later object are no duplicates.
    CHECK(line_of([] {
              parse(std::string(R"({"x": {"x": {"x": 1}, "y": {"x": 1}}, )") + kRuleset + "}");
          }) == "p.json:/x: unknown key \"x\"");
}

TEST_CASE("parser: nothing below an unknown key is judged but its syntax") {
    CHECK(line_of([] {
              parse(std::string(R"({"x": {"abi": -1, "ruleset": [], "deny": null, "": [{}]}, )") +
                    kRuleset + "}");
          }) == "p.json:/x: unknown key \"x\"");
}

TEST_CASE("parser: nothing below a value of the wrong type is judged") {
    CHECK(lines_of([] { parse(R"({"ruleset": {"scoped": ["x"], "abi": -1}})"); }) ==
          std::vector<std::string>{"p.json:/ruleset: expected array of objects, is object"});
}

TEST_CASE("parser: a key is a duplicate by its characters, not by its spelling") {
    CHECK(line_of([] { parse(R"({"caf\u00e9": 1, "café": 2})"); }) ==
          "p.json: duplicate key \"café\"");
    // Different characters that look alike are different keys: "e" and a combining accent.
    CHECK(lines_of([] { parse("{\"caf\u0065\u0301\": 1, \"caf\u00e9\": 2}"); }).size() == 3);
}

TEST_CASE("parser: a duplicate is fatal although errors come before it") {
    CHECK(lines_of([] { parse(R"({"deny": 1, "abi": 0, "ruleset": [], "ruleset": []})"); }) ==
          std::vector<std::string>{"p.json: duplicate key \"ruleset\""});
}

TEST_CASE("parser: at most 20 errors, the first ones") {
    std::string text = "{";
    for (int i = 0; i < 30; ++i) text += "\"x" + std::to_string(100 + i) + "\": 1, ";
    const auto lines = lines_of([&] { parse(text + kRuleset + "}"); });
    REQUIRE(lines.size() == 20);
    CHECK(lines.front() == "p.json:/x100: unknown key \"x100\"");
    CHECK(lines.back() == "p.json:/x119: unknown key \"x119\"");
}

TEST_CASE("parser: hundreds of thousands of unknown keys take no time to refuse") {
    std::string text = "{\"x\": {\"a\": 1";
    for (int i = 0; text.size() < (1 << 20) - 100; ++i) text += ",\"" + std::to_string(i) + "\":1";
    text += std::string("}, ") + kRuleset + "}";
    CHECK(line_of([&] { parse(text); }) == "p.json:/x: unknown key \"x\"");
}

TEST_CASE("parser: a key of a megabyte is not printed whole") {
    const std::string text = "{\"" + std::string(1 << 19, 'k') + "\": 1, " + kRuleset + "}";
    CHECK(line_of([&] { parse(text); }).size() < 1000);
}
