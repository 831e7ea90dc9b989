// SPDX-License-Identifier: MIT
//
// What groups, variables and templates come to; tests/policies/good has whole policies.
#include <doctest/doctest.h>

#include <algorithm>

#include "kernel_facts.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

// A policy with these variables and this one template.
Policy with_template(std::vector<Variable> variables, const std::string& parent) {
    Policy policy;
    policy.source = "p.json";
    policy.variable = std::move(variables);
    policy.path_beneath = {{{0x1, 0}, {parent}}};
    return policy;
}

std::vector<std::string> paths(Policy policy) {
    std::vector<std::string> found;
    for (const ResolvedPath& path : expand_policy(std::move(policy)).paths) {
        found.push_back(path.path);
    }
    std::sort(found.begin(), found.end());
    return found;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("expand: every path knows where it was written") {
    const ResolvedPolicy resolved = resolve(R"({
        "variable": [{"name": "v", "literal": ["x", "y"]}],
        "pathBeneath": [{"allowedAccess": ["execute"], "parent": ["/a"]},
                        {"allowedAccess": ["refer"], "parent": ["/b", "/${v}"]}]})");
    REQUIRE(resolved.paths.size() == 4);
    const struct {
        const char* path;
        AccessMask mask;
        std::uint32_t rule, parent;
    } kExpected[] = {
        {"/a", 0x1, 0, 0}, {"/b", 0x2000, 1, 0}, {"/x", 0x2000, 1, 1}, {"/y", 0x2000, 1, 1}};
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(resolved.paths[i].path == kExpected[i].path);
        CHECK(resolved.paths[i].allowed_access == kExpected[i].mask);
        CHECK(resolved.paths[i].location.index == kExpected[i].rule);
        CHECK(resolved.paths[i].location.item == kExpected[i].parent);
    }
    CHECK(resolved.source == "p.json");
}

TEST_CASE("expand: rights that rules use are handled, with groups as the abi means them") {
    ResolvedPolicy resolved = resolve(R"({"abi": 1,
        "ruleset": [{"handledAccessFs": ["truncate"]}],
        "pathBeneath": [{"allowedAccess": ["abi.read_execute"], "parent": ["/"]}],
        "netPort": [{"allowedAccess": ["bind_udp"], "port": [53]}]})");
    CHECK(resolved.handled[AccessClass::fs] == (0x4000 | 0xd));
    CHECK(resolved.handled[AccessClass::net] == 0x4);
    CHECK(resolved.handled[AccessClass::scope] == 0);
    CHECK(resolved.paths.at(0).allowed_access == 0xd);
    CHECK(resolved.ports.at(0).allowed_access == 0x4);
    CHECK(resolved.ports.at(0).port == 53);
}

TEST_CASE("expand: groups at every ABI") {
    std::string every_class;
    for (const auto& [of, key] : landlock_facts::kClasses) {
        every_class +=
            (every_class.empty() ? "\"" : ", \"") + std::string(key) + R"(": ["abi.all"])";
    }
    for (int abi = 1; abi <= landlock_facts::kNewest; ++abi) {
        CAPTURE(abi);
        const ResolvedPolicy resolved = resolve("{\"abi\": " + std::to_string(abi) +
                                                R"(, "ruleset": [{)" + every_class + "}]}");
        CHECK(resolved.handled == rights_of_kernel(abi));
        CHECK(resolved.abi_clamped_from == 0);
    }
}

TEST_CASE("expand: an abi above the newest is clamped, and remembered") {
    const auto at = [](const std::string& abi) {
        return resolve("{\"abi\": " + abi + R"(, "ruleset": [{"handledAccessFs": ["abi.all"]}]})");
    };
    CHECK(at(std::to_string(landlock_facts::kNewest)).abi_clamped_from == 0);
    for (const int abi : {landlock_facts::kNewest + 1, 2147483647}) {
        const ResolvedPolicy resolved = at(std::to_string(abi));
        CHECK(resolved.abi_clamped_from == abi);
        CHECK(resolved.handled[AccessClass::fs] == rights_of_kernel()[AccessClass::fs]);
    }
}

TEST_CASE("expand: rules without any right vanish, and handle nothing") {
    const ResolvedPolicy resolved = resolve(R"({"abi": 3, "ruleset": [{"scoped": ["abi.all"]}],
        "netPort": [{"allowedAccess": ["abi.all"], "port": [1, 2]},
                    {"allowedAccess": ["abi.all", "connect_tcp"], "port": [3]}]})");
    REQUIRE(resolved.ports.size() == 1);
    CHECK(resolved.ports[0].port == 3);
    CHECK(resolved.ports[0].allowed_access == 0x2);
    CHECK(resolved.handled[AccessClass::net] == 0x2);
    CHECK(resolved.handled[AccessClass::scope] == 0);
}

TEST_CASE("expand: a policy may come to nothing") {
    const ResolvedPolicy resolved = resolve(R"({"variable": [{"name": "a"}]})");
    CHECK(resolved.handled[AccessClass::fs] == 0);
    CHECK(resolved.handled[AccessClass::net] == 0);
    CHECK(resolved.handled[AccessClass::scope] == 0);
    CHECK(resolved.paths.empty());
}

TEST_CASE("expand: several references are a Cartesian product") {
    CHECK(paths(with_template({{"a", {"1", "2"}}, {"b", {"x", "y"}}}, "/${a}${b}")) ==
          Paths{"/1x", "/1y", "/2x", "/2y"});
    CHECK(paths(with_template({{"a", {"1", "2"}}}, "${a}${a}")) == Paths{"11", "12", "21", "22"});
    CHECK(paths(with_template({{"a", {"", "2"}}}, "/${a}/")) == Paths{"//", "/2/"});
}

TEST_CASE("expand: variables of the same name are united") {
    CHECK(paths(with_template({{"a", {"1"}}, {"b", {"z"}}, {"a", {"2"}}}, "/${a}")) ==
          Paths{"/1", "/2"});
    CHECK(paths(with_template({{"a", {}}, {"a", {"2"}}}, "/${a}")) == Paths{"/2"});
}

TEST_CASE("expand: a variable without values makes only its own paths vanish") {
    CHECK(paths(with_template({{"a", {}}, {"b", {"x"}}}, "/${b}/${a}")).empty());
    Policy policy = with_template({{"a", {}}}, "/${a}");
    policy.path_beneath[0].parent.push_back("/kept");
    CHECK(paths(std::move(policy)) == Paths{"/kept"});
}

TEST_CASE("expand: dollars of values and names in other cases are left alone") {
    CHECK(paths(with_template({{"a", {"$$", "${b}", "$b"}}, {"b", {"no"}}}, "/${a}")) ==
          Paths{"/$$", "/$b", "/${b}"});
    CHECK(line_of([] {
              expand_policy(with_template({{"a", {"x"}}}, "/${A}"));
          }) ==
          "p.json:/pathBeneath/0/parent/0: variable \"A\" is not declared; declare it, as by "
          R"({"name":"A","env":"A"}, which needs "preloadVersion": 1)");
}

TEST_CASE("expand: undeclared variables are errors, each at its place") {
    Policy policy = with_template({{"a", {}}}, "/${x}");
    policy.path_beneath.push_back(
        {{0x1, 0}, {"/fine", "${a}${y}"}, {}, {{Section::path_beneath, 1}}});
    const auto errors = errors_of([&] { expand_policy(policy); });
    REQUIRE(errors.size() == 2);
    CHECK(line_of(errors[0]) ==
          "p.json:/pathBeneath/0/parent/0: variable \"x\" is not declared; declare it in "
          "\"variable\"");
    CHECK(line_of(errors[1]) ==
          "p.json:/pathBeneath/1/parent/1: variable \"y\" is not declared; declare it in "
          "\"variable\"");
}

TEST_CASE("expand: 4096 paths from one template, and not one more") {
    std::vector<std::string> sixteen;
    for (int i = 0; i < 16; ++i) sixteen.push_back(std::to_string(i) + ".");
    const Variable variable = {"a", sixteen};
    CHECK(paths(with_template({variable}, "/${a}${a}${a}")).size() == 4096);
    // One value more for one of the references: 16 * 16 * 17.
    std::vector<std::string> seventeen = sixteen;
    seventeen.push_back("16.");
    CHECK(line_of([&] {
              expand_policy(with_template({variable, {"b", seventeen}}, "/${a}${a}${b}"));
          }) == "p.json:/pathBeneath/0/parent/0: expands to more than 4096 paths");
}

TEST_CASE("expand: a short policy cannot ask for gigabytes") {
    std::string deep;
    for (int i = 0; i < 300; ++i) deep += "${a}";
    CHECK(line_of([&] {
              expand_policy(with_template({{"a", {"x", "y"}}}, deep));
          }) == "p.json:/pathBeneath/0/parent/0: expands to more than 4096 paths");
    CHECK(line_of([&] {
              expand_policy(with_template({{"a", {std::string(100000, 'x')}}}, deep));
          }) ==
          "p.json:/pathBeneath/0/parent/0: expands to a path of 100000 bytes; at most 4095 "
          "are allowed");
}

TEST_CASE("expand: paths of 4095 bytes at most, and never empty") {
    const std::string half(2047, 'x');
    CHECK(paths(with_template({{"a", {half}}}, "${a}/${a}")).at(0).size() == 4095);
    CHECK(line_of([&] {
              expand_policy(with_template({{"a", {half}}}, "/${a}/${a}"));
          }) ==
          "p.json:/pathBeneath/0/parent/0: expands to a path of 4096 bytes; at most 4095 are "
          "allowed");
    CHECK(line_of([&] {
              expand_policy(with_template({{"a", {half}}}, "${a}/${a}/"));
          }) ==
          "p.json:/pathBeneath/0/parent/0: expands to a path of 4096 bytes; at most 4095 are "
          "allowed");
    CHECK(line_of([] {
              expand_policy(with_template({{"a", {""}}}, "${a}${a}"));
          }) == "p.json:/pathBeneath/0/parent/0: expands to an empty path");
}

TEST_CASE("expand: 65536 paths in the whole policy, and not one more") {
    Policy policy;
    policy.source = "p.json";
    policy.path_beneath = {{{0x1, 0}, Paths(65536, "/a")}};
    CHECK(paths(policy).size() == 65536);
    policy.path_beneath.push_back({{0x1, 0}, {"/b", "/c"}, {}, {{Section::path_beneath, 1}}});
    CHECK(line_of([&] { expand_policy(policy); }) ==
          "p.json:/pathBeneath/1/parent/0: more than 65536 paths in the policy");
}

TEST_CASE("expand: one empty value makes the path vanish, however many the others come to") {
    const Paths many(100, "x");
    CHECK(paths(with_template({{"a", many}, {"none", {}}}, "/${a}${a}${a}${none}")).empty());
}

TEST_CASE("expand: policies of a megabyte that ask for billions of paths take no time") {
    const Paths many(64, "x");
    const Paths empty(64, "");
    std::string single = "${a}${a}";
    while (single.size() < 4000) single += "${one}";
    std::vector<Variable> variables = {
        {"a", many}, {"e", empty}, {"one", {""}}, {"none", {}}, {"long", {std::string(4000, 'x')}}};
    for (int i = 0; i < 30000; ++i) variables.push_back({"v" + std::to_string(i), {""}});
    for (const std::string& parent :
         {std::string("${a}${a}"), std::string("${a}${a}${a}"), std::string("${e}${e}"),
          std::string("${a}${a}${none}"), std::string("${a}${a}${long}"), std::string("/${v29999}"),
          single, single + "${none}"}) {
        CAPTURE(parent);
        Policy policy = with_template(variables, "/");
        policy.path_beneath[0].parent.assign((1 << 20) / parent.size(), parent);
        errors_of([&] { expand_policy(policy); });
    }
}

TEST_CASE("expand: what goes beyond 65536 ports is not counted further") {
    Policy policy;
    policy.source = "p.json";
    policy.net_port = {{{0x1, 0}, std::vector<PortRange>(1 << 18, {0, 65535})}};
    CHECK(line_of([&] { expand_policy(policy); }) ==
          "p.json:/netPort/0: more than 65536 port rules in the policy");
}
