// SPDX-License-Identifier: MIT
#include "tool/output_rules.hpp"

#include "support.hpp"

using namespace landlock_preload;

namespace {

AccessMask mask_of(const char* right) {
    return find_access(right)->mask();
}

std::vector<std::string> paths_of(const ResolvedPolicy& policy) {
    std::vector<std::string> lines;
    for (const OutputPath& path : list_paths(policy)) {
        lines.push_back(path.path + ": " + access_names(AccessClass::fs, path.access) +
                        (as_tuple(path.options) == as_tuple(PathOptions{}) ? "" : " with options") +
                        (path.is_required ? ", required" : ""));
    }
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "output rules: a path with the same options stands once, in the order of its first rule") {
    CHECK(paths_of(resolve(R"({"preloadVersion":1,"abi":3,
        "ruleset":[{"handledAccessFs":["abi.all"]}],
        "pathBeneath":[
            {"allowedAccess":["read_file"],"parent":["/usr/","/a"]},
            {"allowedAccess":["read_dir"],"parent":["/usr/."]},
            {"allowedAccess":["execute"],"parent":["/usr"],"optional":true}]})")) ==
          Lines{"/usr/: read_file, read_dir", "/a: read_file", "/usr: execute with options"});
}

TEST_CASE("output rules: paths with the same rights and options stand together") {
    const auto groups = group_rules(std::vector<OutputPath>{
        {"/a", 1, {}, false}, {"/b", 2, {}, false}, {"/c", 1, {}, false}, {"/d", 1, {}, true}});
    REQUIRE(groups.size() == 3);
    REQUIRE(groups[0].size() == 2);
    CHECK(groups[0][1].path == "/c");
    CHECK(groups[1][0].path == "/b");
    CHECK(groups[2][0].path == "/d");
}

TEST_CASE("output rules: a port stands once for each way it is logged") {
    const auto ports = merge_ports(resolve(R"({"preloadVersion":1,"abi":10,
        "ruleset":[{"handledAccessNet":["abi.all"],"quietAccessNet":["abi.all"]}],
        "netPort":[{"allowedAccess":["bind_tcp"],"port":[80]},
                   {"allowedAccess":["connect_tcp"],"port":[443,80]},
                   {"allowedAccess":["connect_tcp"],"port":[80],"quiet":true}]})"));
    REQUIRE(ports.size() == 3);
    CHECK(ports[0].port == 80);
    CHECK(ports[0].allowed_access == (mask_of("bind_tcp") | mask_of("connect_tcp")));
    CHECK(ports[1].port == 443);
    CHECK(ports[2].quiet);
}

TEST_CASE("output rules: what is required of a rule for refer stands at the rule") {
    const ResolvedPolicy policy = resolve(R"({"preloadVersion":1,
        "ruleset":[{"handledAccessFs":["execute"]}],
        "pathBeneath":[{"allowedAccess":["refer"],"parent":["/a"],"errorIfAnyUnsupported":true},
                       {"allowedAccess":["execute"],"parent":["/b"],"errorIfAnyUnsupported":true}]})");
    CHECK(paths_of(policy) == Lines{"/a: refer, required", "/b: execute"});
    REQUIRE(policy.requirements.size() == 2);
    CHECK_FALSE(is_of_ruleset(policy, policy.requirements[0]));
    CHECK(is_of_ruleset(policy, policy.requirements[1]));
}
