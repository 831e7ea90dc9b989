// SPDX-License-Identifier: MIT
//
// Several policies to one: includes add up, the files of a directory only keep what all of them
// restrict. Bits are the kernel's, written out.
#include <doctest/doctest.h>

#include "policy/merge.hpp"
#include "resolved_sets.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

using Lines = std::vector<std::string>;

// A policy as if it had been read from FILE, as it is before it meets another.
Policy parse_as(const std::string& file, const std::string& text) {
    return parse_policy(Source{SourceKind::file, file, text});
}
Policy extended(const std::string& file, const std::string& keys) {
    Policy policy = parse_as(file, "{\"preloadVersion\": 1, " + keys + "}");
    resolve_groups(policy);
    return policy;
}
Policy reading(const std::string& file) {
    return extended(file, R"("pathBeneath": [{"allowedAccess": ["read_file"], "parent": ["/"]}])");
}

std::string lost(const std::string& file, const std::string& rights) {
    return file + ": composed with the others, this file no longer restricts " + rights +
           "; write one extended policy that includes them all";
}

Lines lost_lines(const Composition& composition) {
    Lines lines;
    for (const Diagnostic& lost : composition.lost)
        lines.push_back(lost.location + ": " + lost.what);
    return lines;
}

}  // namespace

TEST_CASE("merge: groups become the rights of the policy's own abi, everywhere") {
    Policy policy = parse_as("p.json", R"({"preloadVersion": 1, "abi": 4,
        "ruleset": [{"handledAccessFs": ["abi.all"], "handledAccessNet": ["abi.all"],
                     "scoped": ["signal", "abi.all"], "quietAccessFs": ["abi.read"],
                     "quietAccessNet": ["abi.all"], "quietScoped": ["abi.all"],
                     "errorIfAnyUnsupported": true}],
        "pathBeneath": [{"allowedAccess": ["abi.write", "execute"], "parent": ["/"]}],
        "netPort": [{"allowedAccess": ["abi.all"], "port": [1]}]})");
    resolve_groups(policy);
    CHECK(policy.handled[AccessClass::fs].rights == 0x7fff);
    CHECK(policy.handled[AccessClass::fs].groups == 0);
    CHECK(policy.handled[AccessClass::net].rights == 0x3);
    CHECK(policy.handled[AccessClass::scope].rights ==
          0x2);  // ABI 4 knows no scope; the one by name stays
    CHECK(policy.quiet[AccessClass::fs].rights == 0xc);
    CHECK(policy.quiet[AccessClass::net].rights == 0x3);
    CHECK(policy.quiet[AccessClass::scope] == Access{});
    CHECK(policy.path_beneath[0].allowed_access.rights == (0x7fff & ~0xc));
    CHECK(policy.net_port[0].allowed_access.rights == 0x3);
    CHECK(policy.requirement[0].access[AccessClass::fs].rights == 0x7fff);
    CHECK(policy.requirement[0].access[AccessClass::net].rights == 0x3);
    CHECK(policy.requirement[0].access[AccessClass::scope].rights == 0x2);
}

TEST_CASE("merge: what rules use is handled; presets and scopes imply nothing") {
    Policy policy = extended("p.json", R"("preset": ["tmp"],
        "pathBeneath": [{"allowedAccess": ["read_file"], "parent": ["/"]},
                        {"allowedAccess": ["refer"], "parent": ["/"]}],
        "netPort": [{"allowedAccess": ["bind_udp"], "port": [1]}])");
    infer_handled(policy);
    CHECK(policy.handled[AccessClass::fs].rights == (0x4 | 0x2000));
    CHECK(policy.handled[AccessClass::net].rights == 0x4);
    CHECK(policy.handled[AccessClass::scope] == Access{});
}

TEST_CASE("merge: an included policy restricts and grants with its includer") {
    Policy policy = extended("a.json", R"("abi": 2, "ruleset": [{"handledAccessFs": ["abi.all"],
        "quietAccessFs": ["execute"]}], "preset": ["exec"])");
    unite(policy, extended("b.json", R"("abi": 6, "ruleset": [{"handledAccessFs": ["truncate"],
        "handledAccessNet": ["abi.all"], "scoped": ["abi.all"], "quietAccessNet": ["bind_tcp"],
        "quietScoped": ["signal"], "errorIfAnyUnsupported": true}], "preset": ["tmp"],
        "pathBeneath": [{"allowedAccess": ["read_dir"], "parent": ["/b"]}],
        "netPort": [{"allowedAccess": ["bind_tcp"], "port": [1]}])"));
    CHECK(policy.handled[AccessClass::fs].rights == 0x7fff);
    CHECK(policy.handled[AccessClass::net].rights == 0x3);
    CHECK(policy.handled[AccessClass::scope].rights == 0x3);
    CHECK(policy.quiet[AccessClass::fs].rights == 0x1);
    CHECK(policy.quiet[AccessClass::net].rights == 0x1);
    CHECK(policy.quiet[AccessClass::scope].rights == 0x2);
    REQUIRE(policy.path_beneath.size() == 1);
    CHECK(policy.path_beneath[0].entry.file == 1);
    CHECK(policy.net_port.at(0).entry.file == 1);
    REQUIRE(policy.preset.size() == 2);
    CHECK(policy.preset[0].entry.file == 0);
    CHECK(policy.preset[1].entry.file == 1);
    CHECK(policy.text_of(policy.requirement.at(0).location) == "b.json:/ruleset/0");
    CHECK(policy.source == "a.json");
    CHECK(policy.included == Lines{"b.json"});
}

TEST_CASE("merge: entries of nested includes keep the file they were written in") {
    Policy inner = reading("c.json");
    Policy middle = reading("b.json");
    unite(middle, std::move(inner));
    Policy root = reading("a.json");
    unite(root, reading("x.json"));
    unite(root, std::move(middle));
    unite(root, reading("y.json"));
    Lines files;
    for (const PathRule& rule : root.path_beneath) files.push_back(root.file_name(rule.entry.file));
    CHECK(files == Lines{"a.json", "x.json", "b.json", "c.json", "y.json"});
    CHECK(root.included == Lines{"x.json", "b.json", "c.json", "y.json"});
}

TEST_CASE("merge: minAbi is the greatest, compatibility the strictest, whoever includes whom") {
    const auto united = [](const std::string& outer, const std::string& inner) {
        const std::string scope = R"(, "ruleset": [{"scoped": ["signal"]}])";
        Policy policy = extended("a.json", outer + scope);
        unite(policy, extended("b.json", inner + scope));
        return policy;
    };
    CHECK(united(R"("minAbi": 3)", R"("minAbi": 5)").min_abi == 5);
    CHECK(united(R"("minAbi": 5)", R"("minAbi": 3)").min_abi == 5);
    CHECK(united(R"("minAbi": 5)", R"("name": "")").min_abi == 5);
    const std::string hard = R"("compatibility": "hard_requirement")";
    const std::string soft = R"("compatibility": "best_effort")";
    CHECK(united(hard, soft).hard_requirement);
    CHECK(united(soft, hard).hard_requirement);
    CHECK_FALSE(united(soft, soft).hard_requirement);
    const std::string none = R"("name": "")";
    CHECK(united(soft, none).best_effort);
    CHECK(united(soft, soft).best_effort);
    CHECK_FALSE(united(none, soft).best_effort);
    CHECK_FALSE(united(none, none).best_effort);
}

TEST_CASE("merge: a second source for a variable is an error at the first") {
    const auto line = [](const std::string& outer, const std::string& inner) {
        return lines_of([&] {
            Policy policy = extended("a.json", "\"variable\": [{\"name\": \"u\"}, " + outer + "]");
            unite(policy, extended("b.json", "\"variable\": [" + inner + "]"));
        });
    };
    const std::string literal = R"({"name": "v", "literal": ["/a"]})";
    const std::string env = R"({"name": "v", "env": "V"})";
    const std::string builtin = R"({"name": "v", "builtin": "home"})";
    for (const std::string& outer : {literal, env, builtin}) {
        for (const std::string& inner : {literal, env, builtin}) {
            CHECK(line(outer, inner) ==
                  Lines{"a.json:/variable/1: variable \"v\" has a second source in an included "
                        "file"});
        }
        CHECK(line(outer, R"({"name": "w", "literal": ["/a"]})").empty());
        CHECK(line(outer, R"({"name": "v"})").empty());  // declared only
        CHECK(line(R"({"name": "v"})", outer).empty());
    }
}

TEST_CASE("merge: one file alone is composed of itself") {
    const Composition one = compose({parse_as("a.json", R"({"abi": 3,
        "ruleset": [{"handledAccessFs": ["abi.all"]}],
        "netPort": [{"allowedAccess": ["bind_tcp"], "port": [1]}]})")});
    CHECK(one.policy.source == "a.json");
    CHECK(one.policy.included.empty());
    CHECK(one.policy.handled[AccessClass::fs].rights == 0x7fff);
    CHECK(one.policy.handled[AccessClass::net].rights == 0x1);
    CHECK(one.lost.empty());
}

TEST_CASE("merge: handled is the intersection, rules are the union as far as it goes") {
    const Composition both =
        compose({parse_as("a.json", R"({"ruleset": [{"handledAccessFs": ["execute", "read_file"],
                                              "handledAccessNet": ["bind_tcp", "connect_tcp"],
                                              "scoped": ["signal", "abstract_unix_socket"]}],
            "pathBeneath": [{"allowedAccess": ["execute"], "parent": ["/x"]},
                            {"allowedAccess": ["execute", "read_file"], "parent": ["/a"]}]})"),
                 parse_as("b.json", R"({"ruleset": [{"handledAccessFs": ["read_file", "read_dir"],
                                              "handledAccessNet": ["connect_tcp"],
                                              "scoped": ["signal"]}],
            "pathBeneath": [{"allowedAccess": ["read_file", "read_dir"], "parent": ["/b"]}],
            "netPort": [{"allowedAccess": ["connect_tcp"], "port": [2]}]})")});
    CHECK(both.policy.handled[AccessClass::fs].rights == 0x4);
    CHECK(both.policy.handled[AccessClass::net].rights == 0x2);
    CHECK(both.policy.handled[AccessClass::scope].rights == 0x2);
    REQUIRE(both.policy.path_beneath.size() == 2);
    CHECK(both.policy.path_beneath[0].parent == Lines{"/a"});
    CHECK(both.policy.path_beneath[0].allowed_access.rights == 0x4);
    CHECK(both.policy.path_beneath[0].entry.file == 0);
    CHECK(both.policy.path_beneath[0].entry.index == 1);
    CHECK(both.policy.path_beneath[1].parent == Lines{"/b"});
    CHECK(both.policy.path_beneath[1].allowed_access.rights == 0x4);
    CHECK(both.policy.path_beneath[1].entry.file == 1);
    REQUIRE(both.policy.net_port.size() == 1);
    CHECK(both.policy.net_port[0].entry.file == 1);
    CHECK(lost_lines(both) == Lines{lost("a.json", "execute, bind_tcp, abstract_unix_socket"),
                                    lost("b.json", "read_dir")});
}

TEST_CASE("merge: groups mean what they do at the abi of their file") {
    const auto all_at = [](const std::string& file, const std::string& abi) {
        return parse_as(file,
                        R"({"ruleset": [{"handledAccessFs": ["abi.all"]}], "abi": )" + abi + "}");
    };
    const Composition three =
        compose({all_at("a.json", "9"), all_at("b.json", "2"), all_at("c.json", "5")});
    CHECK(three.policy.abi == 2);
    CHECK(three.policy.handled[AccessClass::fs].rights == 0x3fff);
    // What one file asks for and the groups of another do not contain is lost.
    CHECK(lost_lines(three) == Lines{lost("a.json", "truncate, ioctl_dev, resolve_unix"),
                                     lost("c.json", "truncate, ioctl_dev")});
    // landlockconfig composes what the groups of each file have become: what one file names beside
    // its group is common to both.
    Composition named =
        compose({parse_as("a.json", R"({"abi": 6, "ruleset": [{"handledAccessFs": ["abi.all"]}],
            "pathBeneath": [{"allowedAccess": ["abi.read_write"], "parent": ["/a"]}]})"),
                 parse_as("b.json", R"({"abi": 1, "ruleset": [{"handledAccessFs":
            ["abi.all", "refer", "truncate", "ioctl_dev"]}]})")});
    CHECK(lost_lines(named).empty());
    CHECK(named.policy.abi == 1);
    const ResolvedPolicy resolved = expand_policy(std::move(named.policy));
    CHECK(resolved.handled[AccessClass::fs] == 0xffff);
    CHECK(resolved.paths.at(0).allowed_access == 0xfffe);
    // A file without abi has no say.
    const Composition two =
        compose({parse_as("a.json", R"({"ruleset": [{"handledAccessFs": ["execute"]}]})"),
                 all_at("b.json", "5")});
    CHECK(two.policy.abi == 5);
    CHECK(two.policy.handled[AccessClass::fs].rights == 0x1);
    CHECK(lost_lines(two).size() == 1);
    CHECK(lost_lines(two)[0].find("no longer restricts write_file, read_file, ") !=
          std::string::npos);
}

TEST_CASE("merge: what rules imply counts as handled, before the intersection") {
    const Composition both = compose(
        {parse_as("a.json",
                  R"({"pathBeneath": [{"allowedAccess": ["execute"], "parent": ["/"]}]})"),
         parse_as("b.json", R"({"netPort": [{"allowedAccess": ["bind_tcp"], "port": [1]}]})")});
    CHECK(both.policy.handled[AccessClass::fs] == Access{});
    CHECK(both.policy.handled[AccessClass::net] == Access{});
    CHECK(both.policy.path_beneath.empty());
    CHECK(both.policy.net_port.empty());
    CHECK(lost_lines(both) == Lines{lost("a.json", "execute"), lost("b.json", "bind_tcp")});
}

TEST_CASE("merge: variables are united, and templates are resolved afterwards") {
    Composition both =
        compose({parse_as("a.json", R"({"variable": [{"name": "v", "literal": ["/1"]}],
            "pathBeneath": [{"allowedAccess": ["execute"], "parent": ["${v}"]}]})"),
                 parse_as("b.json", R"({"variable": [{"name": "v", "literal": ["/2"]}],
            "pathBeneath": [{"allowedAccess": ["execute"], "parent": ["/b", "${w}"]}]})"),
                 parse_as("c.json", R"({"variable": [{"name": "w", "literal": ["/3"]}],
            "ruleset": [{"handledAccessFs": ["execute"]}]})")});
    const ResolvedPolicy resolved = expand_policy(std::move(both.policy));
    Lines paths;
    for (const ResolvedPath& path : resolved.paths) {
        paths.push_back(resolved.text_of(path.location) + " " + path.path);
    }
    CHECK(paths == Lines{"a.json:/pathBeneath/0/parent/0 /1", "a.json:/pathBeneath/0/parent/0 /2",
                         "b.json:/pathBeneath/0/parent/0 /b", "b.json:/pathBeneath/0/parent/1 /3"});
}

TEST_CASE("merge: a file of variables alone restricts nothing, and so takes everything away") {
    const Composition both = compose(
        {parse_as("a.json", R"({"variable": [{"name": "v", "literal": ["/1"]}]})"),
         parse_as("b.json",
                  R"({"pathBeneath": [{"allowedAccess": ["execute"], "parent": ["${v}"]}]})")});
    CHECK(both.policy.handled[AccessClass::fs] == Access{});
    CHECK(both.policy.path_beneath.empty());
    CHECK(lost_lines(both) == Lines{lost("b.json", "execute")});
}

TEST_CASE("merge: one path by variables of two names is one path") {
    Composition both =
        compose({parse_as("a.json", R"({"ruleset": [{"handledAccessFs": ["read_dir"]}],
            "variable": [{"name": "v", "literal": ["/1"]}],
            "pathBeneath": [{"allowedAccess": ["execute"], "parent": ["${v}"]}]})"),
                 parse_as("b.json", R"({"ruleset": [{"handledAccessFs": ["execute"]}],
            "variable": [{"name": "w", "literal": ["/1"]}],
            "pathBeneath": [{"allowedAccess": ["read_dir"], "parent": ["${w}"]}]})")});
    CHECK(both.lost.empty());
    const ResolvedPolicy resolved = expand_policy(std::move(both.policy));
    CHECK(resolved.handled[AccessClass::fs] == 0x9);
    CHECK(sets_of(resolved).paths.at("/1") == Names{"execute", "read_dir"});
}

TEST_CASE("merge: a group of scopes meets a single one, and none at all") {
    const Policy all = parse_as("all.json", R"({"abi": 6, "ruleset": [{"scoped": ["abi.all"]}]})");
    const Composition one =
        compose({all, parse_as("one.json", R"({"ruleset": [{"scoped": ["signal"]}]})")});
    CHECK(one.policy.handled[AccessClass::scope].rights == 0x2);
    CHECK(lost_lines(one) == Lines{lost("all.json", "abstract_unix_socket")});
    const Composition none =
        compose({all, parse_as("none.json", R"({"ruleset": [{"handledAccessFs": ["execute"]}]})")});
    CHECK(none.policy.handled[AccessClass::scope] == Access{});
    CHECK(none.policy.handled[AccessClass::fs] == Access{});
}
