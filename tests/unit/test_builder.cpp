// SPDX-License-Identifier: MIT
//
// What extended keys come to in the Policy, by way of the parser that drives the builder. Their
// errors, one by one, are in tests/policies/bad/extended.
#include <doctest/doctest.h>

#include "support.hpp"

using namespace landlock_preload;

namespace {

using Lines = std::vector<std::string>;

// An extended policy with these further keys.
std::string extended(const std::string& keys) {
    return "{\"preloadVersion\": 1, " + keys + "}";
}

constexpr const char* kScope = R"("ruleset": [{"scoped": ["signal"]}])";

std::string with_rule(const std::string& options) {
    return R"("pathBeneath": [{"allowedAccess": ["read_file"], "parent": ["/a"], )" + options +
           "}]";
}

PathOptions options_of(const std::string& options) {
    return parse(extended(with_rule(options))).path_beneath.at(0).options;
}

Lines refusals(const std::string& text) {
    return lines_of([&] { parse(text); });
}

int count_set(const PathOptions& options) {
    return int{options.type != PathType::any} + int{options.error_if_any_unusable_path} +
           int{options.optional} + int{options.no_symlinks} + int{options.create_directory} +
           int{options.glob} + int{options.quiet};
}

}  // namespace

TEST_CASE("builder: the marker makes a policy extended, wherever it stands") {
    CHECK(parse(extended(kScope)).is_extended);
    CHECK(parse(std::string("{\"minAbi\": 3, ") + kScope + ", \"preloadVersion\": 1}").is_extended);
    CHECK_FALSE(parse(std::string("{") + kScope + "}").is_extended);
}

TEST_CASE("builder: defaults of what is not written") {
    const Policy policy = parse(extended(with_rule(R"("comment": "c")") + ", " + kScope));
    CHECK(policy.abi == 0);
    CHECK(policy.min_abi == 0);
    CHECK_FALSE(policy.hard_requirement);
    CHECK_FALSE(policy.has_log);
    CHECK(policy.log.same_exec);
    CHECK_FALSE(policy.log.new_exec);
    CHECK(policy.log.subdomains);
    CHECK(policy.requirement.empty());
    CHECK(policy.quiet[AccessClass::fs] == Access{});
    CHECK(count_set(policy.path_beneath.at(0).options) == 0);
}

TEST_CASE("builder: minAbi is not abi, and both take 1 to 2^31 - 1") {
    const Policy policy = parse(extended(std::string(R"("minAbi": 4, "abi": 7, )") + kScope));
    CHECK(policy.min_abi == 4);
    CHECK(policy.abi == 7);
    CHECK(parse(extended(std::string(R"("minAbi": 2147483647, )") + kScope)).min_abi == 2147483647);
    CHECK(parse(extended(std::string(R"("minAbi": 1, )") + kScope)).min_abi == 1);
}

TEST_CASE("builder: every log flag is its own") {
    const auto log = [](const std::string& keys) {
        return parse(extended("\"log\": {" + keys + "}, " + kScope)).log;
    };
    CHECK(parse(extended(std::string("\"log\": {}, ") + kScope)).has_log);
    CHECK_FALSE(log(R"("sameExec": false)").same_exec);
    CHECK(log(R"("sameExec": false)").subdomains);
    CHECK(log(R"("newExec": true)").new_exec);
    CHECK(log(R"("newExec": true)").same_exec);
    CHECK_FALSE(log(R"("subdomains": false)").subdomains);
    CHECK_FALSE(log(R"("subdomains": false)").new_exec);
}

TEST_CASE("builder: every path option is its own") {
    CHECK(options_of(R"("type": "file")").type == PathType::file);
    CHECK(options_of(R"("type": "directory")").type == PathType::directory);
    CHECK(options_of(R"("errorIfAnyUnusablePath": true)").error_if_any_unusable_path);
    CHECK(options_of(R"("optional": true)").optional);
    CHECK(options_of(R"("noSymlinks": true)").no_symlinks);
    CHECK(options_of(R"("createDirectory": true)").create_directory);
    CHECK(options_of(R"("glob": true)").glob);
    CHECK(options_of(R"("quiet": true)").quiet);
    for (const std::string key :
         {"errorIfAnyUnusablePath", "optional", "noSymlinks", "createDirectory", "glob", "quiet"}) {
        CAPTURE(key);
        CHECK(count_set(options_of("\"" + key + "\": true")) == 1);
        CHECK(count_set(options_of("\"" + key + "\": false")) == 0);
    }
}

TEST_CASE("builder: quiet belongs to the rule it is written in") {
    const Policy policy = parse(extended(R"(
        "pathBeneath": [{"allowedAccess": ["read_file"], "parent": ["/a"], "quiet": true},
                        {"allowedAccess": ["read_file"], "parent": ["/b"]}],
        "netPort": [{"allowedAccess": ["bind_tcp"], "port": [{"first": 1, "last": 2}]},
                    {"quiet": true, "allowedAccess": ["bind_tcp"], "port": [3]}])"));
    CHECK(policy.path_beneath.at(0).options.quiet);
    CHECK_FALSE(policy.path_beneath.at(1).options.quiet);
    CHECK_FALSE(policy.net_port.at(0).quiet);
    CHECK(policy.net_port.at(1).quiet);
}

TEST_CASE("builder: port ranges are inclusive, and keys of a range may be swapped") {
    const Policy policy = parse(extended(R"("netPort": [{"allowedAccess": ["bind_tcp"],
        "port": [80, {"first": 1, "last": 1}, {"last": 65535, "first": 0}]}])"));
    CHECK(policy.net_port.at(0).port == std::vector<PortRange>{{80, 80}, {1, 1}, {0, 65535}});
}

TEST_CASE("builder: raw bits are rights, named or not") {
    const Policy policy = parse(extended(R"("ruleset": [{"handledAccessFs": [0, 17, 63],
        "handledAccessNet": [4], "scoped": [1, "abstract_unix_socket"], "quietAccessFs": [17]}])"));
    CHECK(policy.handled[AccessClass::fs].rights == (0x1 | 0x20000 | 0x8000000000000000));
    CHECK(policy.handled[AccessClass::net].rights == 0x10);
    CHECK(policy.handled[AccessClass::scope].rights == 0x3);
    CHECK(policy.quiet[AccessClass::fs].rights == 0x20000);
}

TEST_CASE("builder: groups stay groups until an abi is known") {
    const Policy policy = parse(extended(R"("ruleset": [{"handledAccessFs": ["abi.read"],
        "quietAccessFs": ["abi.write"], "quietAccessNet": ["abi.all"], "quietScoped": ["abi.all"]}],
        "abi": 3)"));
    CHECK(policy.handled[AccessClass::fs].groups == kGroupRead);
    CHECK(policy.handled[AccessClass::fs].rights == 0);
    CHECK(policy.quiet[AccessClass::fs].groups == kGroupWrite);
    CHECK(policy.quiet[AccessClass::net].groups == kGroupAll);
    CHECK(policy.quiet[AccessClass::scope].groups == kGroupAll);
}

TEST_CASE("builder: an entry that must be supported is kept with its place and its rights") {
    const Policy policy = parse(extended(R"(
        "ruleset": [{"scoped": ["signal"]},
                    {"errorIfAnyUnsupported": true, "handledAccessFs": ["refer"],
                     "handledAccessNet": ["bind_tcp"], "scoped": ["abstract_unix_socket"]},
                    {"handledAccessFs": ["execute"], "errorIfAnyUnsupported": false}],
        "pathBeneath": [{"allowedAccess": ["read_file"], "parent": ["/a"]},
                        {"errorIfAnyUnsupported": true, "allowedAccess": ["truncate"],
                         "parent": ["/b"], "quiet": true}],
        "netPort": [{"port": [1], "allowedAccess": ["connect_tcp"],
                     "errorIfAnyUnsupported": true}])"));
    REQUIRE(policy.requirement.size() == 3);
    CHECK(policy.text_of(policy.requirement[0].location) == "p.json:/ruleset/1");
    CHECK(policy.requirement[0].access[AccessClass::fs].rights == 0x2000);
    CHECK(policy.requirement[0].access[AccessClass::net].rights == 0x1);
    CHECK(policy.requirement[0].access[AccessClass::scope].rights == 0x1);
    CHECK_FALSE(policy.requirement[0].is_rule);
    CHECK_FALSE(policy.requirement[0].quiet);
    CHECK(policy.text_of(policy.requirement[1].location) == "p.json:/pathBeneath/1");
    CHECK(policy.requirement[1].access[AccessClass::fs].rights == 0x4000);
    CHECK(policy.requirement[1].is_rule);
    CHECK(policy.requirement[1].quiet);
    CHECK(policy.text_of(policy.requirement[2].location) == "p.json:/netPort/0");
    CHECK(policy.requirement[2].access[AccessClass::net].rights == 0x2);
    CHECK(policy.requirement[2].access[AccessClass::fs] == Access{});
    CHECK_FALSE(policy.requirement[2].quiet);
    // All of them are handled, required or not.
    CHECK(policy.handled[AccessClass::fs].rights == (0x2000 | 0x1));
    CHECK(policy.handled[AccessClass::scope].rights == 0x3);
}

TEST_CASE("builder: variables keep where their values come from") {
    const Policy policy = parse(extended(R"("variable": [
        {"name": "a", "literal": ["/x"]}, {"name": "b", "env": "B"},
        {"split": "::", "name": "c", "default": "/c", "env": "C"},
        {"name": "d", "builtin": "exeDir"}])"));
    REQUIRE(policy.variable.size() == 4);
    CHECK(policy.variable[0].kind == VariableKind::literal);
    CHECK(policy.variable[1].kind == VariableKind::env);
    CHECK(policy.variable[1].env == "B");
    CHECK(policy.variable[1].split.empty());
    CHECK(policy.variable[1].default_values.empty());
    CHECK(policy.variable[2].split == "::");
    CHECK(policy.variable[2].default_values == std::vector<std::string>{"/c"});
    CHECK(policy.variable[3].kind == VariableKind::builtin);
    CHECK(policy.variable[3].builtin == Builtin::exe_dir);
    for (std::uint32_t i = 0; i < 4; ++i) CHECK(policy.variable[i].entry.index == i);
}

TEST_CASE("builder: presets and includes arrive in their order") {
    const Policy policy =
        parse(extended(R"("preset": ["tmp", "dns", "tmp"], "include": ["b.json", "/a.json"])"));
    REQUIRE(policy.preset.size() == 3);
    CHECK(policy.preset[0].name == "tmp");
    CHECK(policy.preset[1].name == "dns");
    CHECK(policy.preset[2].entry.index == 2);
    CHECK(policy.include == Lines{"b.json", "/a.json"});
}

TEST_CASE("builder: every extended key needs the marker, and is named at its own place") {
    const struct {
        const char* keys;
        const char* pointer;
    } kCases[] = {
        {R"("$schema": "x")", "/$schema"},
        {R"("name": "x")", "/name"},
        {R"("comment": "x")", "/comment"},
        {R"("minAbi": 1)", "/minAbi"},
        {R"("compatibility": "best_effort")", "/compatibility"},
        {R"("preset": ["tmp"])", "/preset"},
        {R"("include": ["a"])", "/include"},
        {R"("log": {"newExec": true, "comment": "x"})", "/log"},
        {R"("variable": [{"name": "a", "env": "A"}])", "/variable/0/env"},
        {R"("variable": [{"name": "a", "builtin": "home"}])", "/variable/0/builtin"},
        {R"("pathBeneath": [{"allowedAccess": ["refer"], "parent": ["/"], "glob": true}])",
         "/pathBeneath/0/glob"},
        {R"("netPort": [{"allowedAccess": ["bind_tcp"], "port": [1], "quiet": true}])",
         "/netPort/0/quiet"},
    };
    for (const auto& row : kCases) {
        const auto& keys = row.keys;
        const auto& pointer = row.pointer;
        CAPTURE(pointer);
        const std::string body = std::string(keys) + ", " + kScope + "}";
        CHECK(refusals("{" + body) ==
              Lines{std::string("p.json:") + pointer + ": needs \"preloadVersion\": 1"});
        CHECK(refusals("{\"preloadVersion\": 1, " + body).empty());
    }
}

TEST_CASE("builder: what is only wrong in extended mode is accepted without the marker") {
    const std::string rule =
        R"("pathBeneath": [{"allowedAccess": ["refer"], "parent": ["~/x", "/*", "$HOME"]}])";
    CHECK(refusals("{" + rule + "}").empty());
    const Lines lines = refusals(extended(rule));
    REQUIRE(lines.size() == 3);
    for (const std::string& line : lines) CHECK(line.find("is not expanded") != std::string::npos);
    // The marker may come after what it decides on.
    CHECK(refusals("{" + rule + ", \"preloadVersion\": 1}") == lines);
}

TEST_CASE("builder: what is wrong in an extended key is not said where the key itself is wrong") {
    CHECK(refusals(std::string(R"({"minAbi": "x", "log": {"newExec": 1}, )") + kScope + "}") ==
          Lines{"p.json:/minAbi: needs \"preloadVersion\": 1",
                "p.json:/log: needs \"preloadVersion\": 1"});
}
