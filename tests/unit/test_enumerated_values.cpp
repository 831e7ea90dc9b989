// SPDX-License-Identifier: MIT
//
// Values that are one of a few words: each word means what it says, and no other is taken.
#include <doctest/doctest.h>

#include "policy/json/enumerated_values.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

// A policy in which a variable and a rule are being read.
Policy being_read() {
    Policy policy;
    policy.variable.emplace_back();
    policy.path_beneath.emplace_back();
    return policy;
}

// What is said of WORD.
std::string compatibility(const std::string& word) {
    Policy policy = being_read();
    return store_compatibility(policy, word);
}

std::string path_type(const std::string& word) {
    PathOptions options;
    return store_path_type(options, word);
}

std::string builtin(const std::string& word) {
    Variable variable;
    return store_builtin(variable, word);
}

std::string preset(const std::string& word) {
    Policy policy = being_read();
    return store_preset(policy, word);
}

}  // namespace

TEST_CASE("enumerated values: compatibility") {
    Policy policy = being_read();
    CHECK(store_compatibility(policy, "hard_requirement") == "");
    CHECK(policy.hard_requirement);
    CHECK(store_compatibility(policy, "best_effort") == "");
    CHECK_FALSE(policy.hard_requirement);
    CHECK(compatibility("soft_requirement") ==
          "unknown compatibility \"soft_requirement\"; did you mean \"hard_requirement\"?");
    CHECK(compatibility("") == "unknown compatibility \"\"; one of best_effort, hard_requirement");
}

TEST_CASE("enumerated values: type") {
    Policy policy = being_read();
    CHECK(store_path_type(policy.path_beneath[0].options, "file") == "");
    CHECK(policy.path_beneath[0].options.type == PathType::file);
    CHECK(store_path_type(policy.path_beneath[0].options, "directory") == "");
    CHECK(policy.path_beneath[0].options.type == PathType::directory);
    CHECK(path_type("any") == "unknown type \"any\"; one of file, directory");
    CHECK(path_type("File") == "unknown type \"File\"; did you mean \"file\"?");
}

TEST_CASE("enumerated values: builtin") {
    const std::pair<const char*, Builtin> kWords[] = {{"home", Builtin::home},
                                                      {"cwd", Builtin::cwd},
                                                      {"tmpdir", Builtin::tmpdir},
                                                      {"runtimeDir", Builtin::runtime_dir},
                                                      {"exe", Builtin::exe},
                                                      {"exeDir", Builtin::exe_dir},
                                                      {"policyDir", Builtin::policy_dir},
                                                      {"uid", Builtin::uid}};
    for (const auto& row : kWords) {
        const auto& word = row.first;
        CAPTURE(word);
        Policy policy = being_read();
        CHECK(store_builtin(policy.variable[0], word) == "");
        CHECK(policy.variable[0].kind == VariableKind::builtin);
        CHECK(policy.variable[0].builtin == row.second);
    }
    CHECK(builtin("user") ==
          "unknown builtin \"user\"; one of home, cwd, tmpdir, runtimeDir, exe, exeDir, policyDir, "
          "uid");
    CHECK(builtin("tempdir") == "unknown builtin \"tempdir\"; did you mean \"tmpdir\"?");
}

TEST_CASE("enumerated values: preset") {
    for (const std::string name : {"loader", "exec", "devices", "locale", "proc", "dns", "users",
                                   "tls", "tmp", "tty", "stdio"}) {
        CAPTURE(name);
        Policy policy = being_read();
        CHECK(store_preset(policy, name) == "");
        REQUIRE(policy.preset.size() == 1);
        CHECK(policy.preset[0].name == name);
    }
    CHECK(preset("stdoi") == "unknown preset \"stdoi\"; did you mean \"stdio\"?");
    CHECK(preset("x11") ==
          "unknown preset \"x11\"; one of loader, exec, devices, locale, proc, dns, users, tls, "
          "tmp, tty, stdio");
    Policy policy = being_read();
    CHECK(store_preset(policy, "x11") != "");
    CHECK(policy.preset.empty());
}
