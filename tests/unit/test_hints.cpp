// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "policy/json/hints.hpp"

using namespace landlock_preload;

TEST_CASE("hints: classes have names") {
    CHECK(std::string(words_of(AccessClass::fs).noun) == "fs right");
    CHECK(std::string(words_of(AccessClass::net).noun) == "net right");
    CHECK(std::string(words_of(AccessClass::scope).noun) == "scope");
}

TEST_CASE("hints: what Landlock cannot do is said at every place") {
    for (const ObjectNode owner : {ObjectNode::root, ObjectNode::variable, ObjectNode::ruleset,
                                   ObjectNode::path_rule, ObjectNode::port_rule}) {
        for (const char* name : {"deny", "except", "deniedAccess"}) {
            CHECK(describe_unknown_key(owner, name) ==
                  "Landlock can only allow; leave the path out of every rule");
        }
        for (const char* name : {"host", "ip"}) {
            CHECK(describe_unknown_key(owner, name) ==
                  "Landlock knows ports, not addresses; use a firewall for those");
        }
        CHECK(describe_unknown_key(owner, "mode") ==
              "Landlock knows rights, not modes; list them in \"allowedAccess\"");
    }
}

TEST_CASE("hints: the TOML spelling of every key is recognised in its place") {
    const struct {
        ObjectNode owner;
        const char* toml;
        const char* json;
    } kSpellings[] = {
        {ObjectNode::root, "path_beneath", "pathBeneath"},
        {ObjectNode::root, "net_port", "netPort"},
        {ObjectNode::ruleset, "handled_access_fs", "handledAccessFs"},
        {ObjectNode::ruleset, "handled_access_net", "handledAccessNet"},
        {ObjectNode::path_rule, "allowed_access", "allowedAccess"},
        {ObjectNode::port_rule, "allowed_access", "allowedAccess"},
    };
    for (const auto& spelling : kSpellings) {
        const std::string toml = spelling.toml;
        CHECK(describe_unknown_key(spelling.owner, toml) ==
              "unknown key \"" + toml + "\"; that is the TOML spelling, write \"" + spelling.json +
                  "\"");
    }
    // In another place it is no key in any spelling.
    CHECK(describe_unknown_key(ObjectNode::variable, "path_beneath") ==
          "unknown key \"path_beneath\"");
}

TEST_CASE("hints: a misspelt key gets the nearest key of its place") {
    CHECK(describe_unknown_key(ObjectNode::root, "rulset") ==
          "unknown key \"rulset\"; did you mean \"ruleset\"?");
    CHECK(describe_unknown_key(ObjectNode::port_rule, "ports") ==
          "unknown key \"ports\"; did you mean \"port\"?");
    CHECK(describe_unknown_key(ObjectNode::root, "handledAccesFs") ==
          "unknown key \"handledAccesFs\"");
    CHECK(describe_unknown_key(ObjectNode::root, "sandbox") == "unknown key \"sandbox\"");
}

TEST_CASE("hints: a right of another class is named as what it is") {
    CHECK(describe_unknown_access(AccessClass::fs, "bind_tcp") ==
          "\"bind_tcp\" is a net right, not an fs right");
    CHECK(describe_unknown_access(AccessClass::net, "signal") ==
          "\"signal\" is a scope, not a net right");
    CHECK(describe_unknown_access(AccessClass::scope, "refer") ==
          "\"refer\" is an fs right, not a scope");
}

TEST_CASE("hints: groups of files are no groups of ports or scopes") {
    CHECK(describe_unknown_access(AccessClass::net, "abi.read_write") ==
          "\"abi.read_write\" is a group of fs rights, not of net rights");
    CHECK(describe_unknown_access(AccessClass::scope, "abi.read_execute") ==
          "\"abi.read_execute\" is a group of fs rights, not of scopes");
}

TEST_CASE("hints: the old spelling of groups is translated") {
    CHECK(describe_unknown_access(AccessClass::fs, "v5.all") ==
          "\"v5.all\" was replaced: use \"abi\": 5 and \"abi.all\"");
    CHECK(describe_unknown_access(AccessClass::fs, "v10.read_execute") ==
          "\"v10.read_execute\" was replaced: use \"abi\": 10 and \"abi.read_execute\"");
    for (const char* name : {"v", "v.all", "v5", "v5all", "5.all", "vx.all", "v5x.all"}) {
        const std::string said = describe_unknown_access(AccessClass::fs, name);
        CAPTURE(said);
        CHECK(said.starts_with("unknown fs right \"" + std::string(name) + "\""));
    }
}

TEST_CASE("hints: no advice is given that would be refused in turn") {
    CHECK(describe_unknown_access(AccessClass::fs, "v5.some") ==
          "unknown fs right \"v5.some\"; landlock-policy(5) lists them");
    CHECK(describe_unknown_access(AccessClass::net, "v5.read_write") ==
          "\"v5.read_write\" is a group of fs rights, not of net rights");
    CHECK(describe_unknown_access(AccessClass::net, "LANDLOCK_ACCESS_FS_EXECUTE") ==
          "\"LANDLOCK_ACCESS_FS_EXECUTE\" is an fs right, not a net right");
    CHECK(describe_unknown_access(AccessClass::fs, "v0.all").find("\"abi\": 0") ==
          std::string::npos);
}

TEST_CASE("hints: the kernel's own names are translated") {
    CHECK(describe_unknown_access(AccessClass::fs, "LANDLOCK_ACCESS_FS_MAKE_REG") ==
          "\"LANDLOCK_ACCESS_FS_MAKE_REG\" is the C name; use \"make_reg\"");
    CHECK(describe_unknown_access(AccessClass::net, "LANDLOCK_ACCESS_NET_CONNECT_TCP") ==
          "\"LANDLOCK_ACCESS_NET_CONNECT_TCP\" is the C name; use \"connect_tcp\"");
    CHECK(describe_unknown_access(AccessClass::scope, "LANDLOCK_SCOPE_SIGNAL") ==
          "\"LANDLOCK_SCOPE_SIGNAL\" is the C name; use \"signal\"");
    CHECK(describe_unknown_access(AccessClass::fs, "LANDLOCK_ACCESS_FS_FLY") ==
          "unknown fs right \"LANDLOCK_ACCESS_FS_FLY\"; landlock-policy(5) lists them");
}

TEST_CASE("hints: only words of the class are suggested") {
    CHECK(describe_unknown_access(AccessClass::fs, "raed_file") ==
          "unknown fs right \"raed_file\"; did you mean \"read_file\"?");
    CHECK(describe_unknown_access(AccessClass::net, "bind_tpc") ==
          "unknown net right \"bind_tpc\"; did you mean \"bind_tcp\"?");
    CHECK(describe_unknown_access(AccessClass::fs, "bind_tpc") ==
          "unknown fs right \"bind_tpc\"; landlock-policy(5) lists them");
    CHECK(describe_unknown_access(AccessClass::net, "abi.al") ==
          "unknown net right \"abi.al\"; did you mean \"abi.all\"?");
    CHECK(describe_unknown_access(AccessClass::fs, "abi.read_execut") ==
          "unknown fs right \"abi.read_execut\"; did you mean \"abi.read_execute\"?");
    CHECK(describe_unknown_access(AccessClass::net, "abi.read_execut") ==
          "unknown net right \"abi.read_execut\"; landlock-policy(5) lists them");
}

TEST_CASE("hints: long words are cut everywhere in the message") {
    const std::string longest(100000, 'x');
    CHECK(describe_unknown_key(ObjectNode::root, longest).size() < 200);
    CHECK(describe_unknown_access(AccessClass::fs, longest).size() < 200);
    CHECK(describe_unknown_access(AccessClass::fs, "v5." + longest).size() < 400);
    CHECK(describe_unknown_access(AccessClass::fs, "LANDLOCK_ACCESS_FS_" + longest).size() < 400);
}
