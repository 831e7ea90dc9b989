// SPDX-License-Identifier: MIT
//
// What globs, presets that look at this process, port ranges and logging control come to.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>

#include <array>
#include <map>

#include "base/unique_fd.hpp"
#include "resolve/glob.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

using Lines = std::vector<std::string>;

// A policy with this rule on PARENT, and further keys at the root.
std::string globbing(const std::string& parent, const std::string& options = "",
                     const std::string& root = "") {
    return R"({"preloadVersion": 1, )" + root +
           R"("pathBeneath": [{"allowedAccess": ["read_file"], "glob": true, "parent": [")" +
           parent + "\"]" + options + "}]}";
}

Lines paths_of(const ResolvedPolicy& policy) {
    Lines paths;
    for (const ResolvedPath& path : policy.paths) paths.push_back(path.path);
    return paths;
}

Lines refusals(const std::string& text) {
    return lines_of([&] { resolve(text); });
}

// A policy resolved with this one entry in its environment.
ResolvedPolicy resolve_in(const std::string& text, std::string entry) {
    std::array<char*, 2> environment = {entry.data(), nullptr};
    return expand_policy(parse(text), {environment.data()});
}

}  // namespace

TEST_CASE("expand: a glob is what it matches now, sorted") {
    const TempFolder root;
    for (const std::string name : {"c.so", "a.so", "b.so", "b.txt", ".hidden.so"}) root.file(name);
    const ResolvedPolicy resolved = resolve(globbing(root.path("*.so"), R"(, "optional": true)"));
    CHECK(paths_of(resolved) == Lines{root.path("a.so"), root.path("b.so"), root.path("c.so")});
    for (const ResolvedPath& path : resolved.paths) {
        CHECK(path.options.optional);
        CHECK(path.location.index == 0);
        CHECK(path.location.item == 0);
        CHECK(path.allowed_access == 0x4);
    }
    CHECK(paths_of(resolve(globbing(root.path("[ab].?o")))) ==
          Lines{root.path("a.so"), root.path("b.so")});
    CHECK(paths_of(resolve(globbing(root.path("a.so")))) == Lines{root.path("a.so")});
}

TEST_CASE("expand: a glob that matches nothing stays, to be reported, and is never created") {
    const TempFolder root;
    const ResolvedPolicy resolved =
        resolve(globbing(root.path("*.so"), R"(, "createDirectory": true)"));
    REQUIRE(paths_of(resolved) == Lines{root.path("*.so")});
    CHECK_FALSE(resolved.paths[0].options.create_directory);
}

TEST_CASE("expand: values of variables are never patterns") {
    const TempFolder root;
    for (const std::string name : {"a*", "ab", "a[b]", "a?", "a\\b"}) {
        root.folder(name);
        root.file(name + "/x");
    }
    const auto matches = [&root](const std::string& value) {
        return paths_of(
            resolve(globbing(root.path("${v}/*"), "",
                             R"("variable": [{"name": "v", "literal": [")" + value + "\"]}], ")));
    };
    CHECK(matches("a*") == Lines{root.path("a*/x")});
    CHECK(matches("a?") == Lines{root.path("a?/x")});
    CHECK(matches("a[b]") == Lines{root.path("a[b]/x")});
    CHECK(matches("a\\\\b") == Lines{root.path("a\\b/x")});
    CHECK(matches("ab") == Lines{root.path("ab/x")});
    CHECK(escape_glob("/a*b?[c]\\d") == "/a\\*b\\?\\[c]\\\\d");
    CHECK(escape_glob("/usr/lib~{x}") == "/usr/lib~\\{x}");
}

TEST_CASE("expand: what other patterns mean is an error that names the remedy") {
    const TempFolder root;
    root.file("{a,b}");
    root.file("a");
    const std::string where = "p.json:/pathBeneath/0/parent/0: ";
    CHECK(refusals(globbing(root.path("{a,b}*"))) ==
          Lines{where + "\"{\" is no alternative here; write each path out, and \"[{]\" for the "
                        "character itself"});
    CHECK(refusals(globbing(root.path("**/a"))) ==
          Lines{where + "\"**\" does not search directories below; a rule on a directory covers "
                        "all that is in it, so name the directory, or write one \"*\" for each "
                        "level"});
    CHECK(paths_of(resolve(globbing(root.path("[{]a,b}*")))) == Lines{root.path("{a,b}")});
    CHECK(paths_of(resolve(globbing(root.path("~*")))) == Lines{root.path("~*")});
    const std::string variable = R"("variable": [{"name": "v", "literal": ["{a,b}", "**"]}], )";
    CHECK(paths_of(resolve(globbing(root.path("${v}"), "", variable))) ==
          Lines{root.path("{a,b}"), root.path("\\*\\*")});
}

TEST_CASE("expand: 4096 matches of one glob, and not one more") {
    const TempFolder root;
    for (int i = 0; i < 4096; ++i) root.file(std::to_string(i));
    CHECK(resolve(globbing(root.path("*"))).paths.size() == 4096);
    root.file("one more");
    CHECK(refusals(globbing(root.path("*"))) ==
          Lines{"p.json:/pathBeneath/0/parent/0: expands to more than 4096 paths"});
}

TEST_CASE("expand: globs without a match count as paths, up to the most of a policy") {
    const TempFolder root;
    std::string values;
    for (int i = 0; i < 64; ++i) values += (i == 0 ? "\"" : ", \"") + std::to_string(i) + "\"";
    const std::string variable = R"("variable": [{"name": "v", "literal": [)" + values + "]}], ";
    // 4096 patterns a template: sixteen of them are the most, and a seventeenth is one too many.
    const auto with = [&](int templates) {
        std::string paths = root.path("${v}-${v}*");
        for (int i = 1; i < templates; ++i) paths += "\", \"" + root.path("${v}-${v}*");
        return globbing(paths, "", variable);
    };
    CHECK(resolve(with(16)).paths.size() == 65536);
    CHECK(refusals(with(20)) ==
          Lines{"p.json:/pathBeneath/0/parent/16: more than 65536 paths in the policy"});
}

TEST_CASE("expand: offline no glob looks at the file system") {
    const TempFolder root;
    root.file("a");
    const ResolvedPolicy resolved = expand_policy(parse(globbing(root.path("*"))), {nullptr, true});
    CHECK(paths_of(resolved) == Lines{root.path("*")});
}

TEST_CASE("expand: a path that a variable makes to / is refused in extended mode only") {
    const auto policy = [](const std::string& marker, const std::string& value,
                           const std::string& parent) {
        return "{" + marker + R"("variable": [{"name": "v", "literal": [")" + value +
               R"("]}], "pathBeneath": [{"allowedAccess": ["read_file"], "parent": [")" + parent +
               "\"]}]}";
    };
    const std::string extended = R"("preloadVersion": 1, )";
    const std::string what = ": expands to \"/\"; write \"/\" itself to mean the whole file system";
    const std::pair<const char*, const char*> kRoots[] = {{"/", "${v}"},  {"", "/${v}"},
                                                          {"/", "${v}/"}, {"//", "${v}"},
                                                          {".", "/${v}"}, {"/", "${v}/./"}};
    for (const auto& row : kRoots) {
        const auto& value = row.first;
        const auto& parent = row.second;
        CAPTURE(value);
        CAPTURE(parent);
        CHECK(refusals(policy(extended, value, parent)) ==
              Lines{"p.json:/pathBeneath/0/parent/0" + what});
        CHECK(refusals(policy("", value, parent)).empty());
    }
    const std::pair<const char*, const char*> kOthers[] = {{"/", "${v}a"},   {"", "/a/${v}"},
                                                           {"a", "/${v}"},   {".a", "/${v}"},
                                                           {"...", "/${v}"}, {".", "${v}"}};
    for (const auto& row : kOthers) {
        const auto& value = row.first;
        const auto& parent = row.second;
        CAPTURE(value);
        CHECK(refusals(policy(extended, value, parent)).empty());
    }
    CHECK(refusals(policy(extended, "x", "/")).empty());  // written literally
}

TEST_CASE("expand: / from the environment is refused as well") {
    const std::string text = R"({"preloadVersion": 1, "variable": [{"name": "v", "env": "E"}],
        "pathBeneath": [{"allowedAccess": ["read_file"], "parent": ["${v}"]}]})";
    CHECK(lines_of([&] { resolve_in(text, "E=/"); }).size() == 1);
    CHECK(paths_of(resolve_in(text, "E=/x")) == Lines{"/x"});
}

TEST_CASE("expand: port ranges are inclusive, to the last port") {
    const auto ports = [](const std::string& range) {
        std::vector<int> found;
        for (const ResolvedPort& port :
             resolve(R"({"preloadVersion": 1, "netPort": [{"allowedAccess": ["bind_tcp"],
                "quiet": true, "port": [)" +
                     range + "]}]}")
                 .ports) {
            CHECK(port.allowed_access == 0x1);
            CHECK(port.quiet);
            found.push_back(port.port);
        }
        return found;
    };
    CHECK(ports(R"({"first": 8, "last": 10})") == std::vector<int>{8, 9, 10});
    CHECK(ports(R"({"first": 0, "last": 0}, 7)") == std::vector<int>{0, 7});
    CHECK(ports(R"({"first": 65534, "last": 65535})") == std::vector<int>{65534, 65535});
}

TEST_CASE("expand: 65536 port rules in the whole policy, and not one more") {
    const auto policy = [](const std::string& last, const std::string& more) {
        return R"({"preloadVersion": 1, "netPort": [{"allowedAccess": ["bind_tcp"],
            "port": [{"first": 0, "last": )" +
               last + "}]}" + more + "]}";
    };
    const std::string one = R"(, {"allowedAccess": ["connect_tcp"], "port": [1]})";
    CHECK(resolve(policy("65535", "")).ports.size() == 65536);
    CHECK(resolve(policy("65534", one)).ports.size() == 65536);
    CHECK(refusals(policy("65535", one + one)) ==
          Lines{"p.json:/netPort/1: more than 65536 port rules in the policy"});
}

TEST_CASE("expand: what is quiet must be handled, by a ruleset or by a rule") {
    const auto policy = [](const std::string& quiet, const std::string& more = "") {
        return R"({"preloadVersion": 1, "abi": 10, "ruleset": [{"handledAccessFs": ["execute"], )" +
               quiet + "}]" + more + "}";
    };
    CHECK(refusals(policy(R"("quietAccessFs": ["execute", "read_dir", 20])")) ==
          Lines{"p.json: quietAccessFs lists rights that are not handled: read_dir, bit 20"});
    CHECK(refusals(policy(R"("quietAccessNet": ["abi.all"])")).size() == 1);
    CHECK(refusals(policy(R"("quietScoped": ["signal"])")) ==
          Lines{"p.json: quietScoped lists rights that are not handled: signal"});
    const std::string rule =
        R"(, "pathBeneath": [{"allowedAccess": ["read_dir"], "parent": ["/"]}])";
    const ResolvedPolicy resolved =
        resolve(policy(R"("quietAccessFs": ["execute", "read_dir"])", rule));
    CHECK(resolved.quiet[AccessClass::fs] == 0x9);
    CHECK(resolved.quiet[AccessClass::net] == 0);
}

TEST_CASE("expand: what a policy requires of the kernel arrives as it was written") {
    const ResolvedPolicy resolved = resolve(R"({"preloadVersion": 1, "abi": 2, "minAbi": 5,
        "compatibility": "hard_requirement", "log": {"newExec": true, "sameExec": false},
        "ruleset": [{"handledAccessFs": ["abi.read_execute"], "errorIfAnyUnsupported": true}]})");
    CHECK(resolved.min_abi == 5);
    CHECK(resolved.hard_requirement);
    CHECK(resolved.log.new_exec);
    CHECK_FALSE(resolved.log.same_exec);
    REQUIRE(resolved.requirements.size() == 1);
    CHECK(resolved.requirements[0].access[AccessClass::fs] == 0x200d);
    CHECK(resolved.text_of(resolved.requirements[0].location) == "p.json:/ruleset/0");
}
