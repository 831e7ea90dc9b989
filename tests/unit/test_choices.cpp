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

std::string choose(Place place, const std::string& word) {
    Policy policy = being_read();
    return store_choice(policy, place, word);
}

}  // namespace

TEST_CASE("choices: compatibility") {
    Policy policy = being_read();
    CHECK(store_choice(policy, Place::compatibility, "hard_requirement") == "");
    CHECK(policy.hard_requirement);
    CHECK(store_choice(policy, Place::compatibility, "best_effort") == "");
    CHECK_FALSE(policy.hard_requirement);
    CHECK(choose(Place::compatibility, "soft_requirement") ==
          "unknown compatibility \"soft_requirement\"; did you mean \"hard_requirement\"?");
    CHECK(choose(Place::compatibility, "") ==
          "unknown compatibility \"\"; one of best_effort, hard_requirement");
}

TEST_CASE("choices: type") {
    Policy policy = being_read();
    CHECK(store_choice(policy, Place::path_type, "file") == "");
    CHECK(policy.path_beneath[0].options.type == PathType::file);
    CHECK(store_choice(policy, Place::path_type, "directory") == "");
    CHECK(policy.path_beneath[0].options.type == PathType::directory);
    CHECK(choose(Place::path_type, "any") == "unknown type \"any\"; one of file, directory");
    CHECK(choose(Place::path_type, "File") == "unknown type \"File\"; did you mean \"file\"?");
}

TEST_CASE("choices: builtin") {
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
        const auto& builtin = row.second;
        CAPTURE(word);
        Policy policy = being_read();
        CHECK(store_choice(policy, Place::builtin, word) == "");
        CHECK(policy.variable[0].kind == VariableKind::builtin);
        CHECK(policy.variable[0].builtin == builtin);
    }
    CHECK(choose(Place::builtin, "user") ==
          "unknown builtin \"user\"; one of home, cwd, tmpdir, runtimeDir, exe, exeDir, policyDir, "
          "uid");
    CHECK(choose(Place::builtin, "tempdir") ==
          "unknown builtin \"tempdir\"; did you mean \"tmpdir\"?");
}

TEST_CASE("choices: preset") {
    for (const std::string name : {"loader", "exec", "devices", "locale", "proc", "dns", "users",
                                   "tls", "tmp", "tty", "stdio"}) {
        CAPTURE(name);
        Policy policy = being_read();
        CHECK(store_choice(policy, Place::preset, name) == "");
        REQUIRE(policy.preset.size() == 1);
        CHECK(policy.preset[0].name == name);
    }
    CHECK(choose(Place::preset, "stdoi") == "unknown preset \"stdoi\"; did you mean \"stdio\"?");
    CHECK(choose(Place::preset, "x11") ==
          "unknown preset \"x11\"; one of loader, exec, devices, locale, proc, dns, users, tls, "
          "tmp, tty, stdio");
    Policy policy = being_read();
    CHECK(store_choice(policy, Place::preset, "x11") != "");
    CHECK(policy.preset.empty());
}

TEST_CASE("choices: documentation is any text, and is not kept") {
    CHECK(choose(Place::documentation, "") == "");
    CHECK(choose(Place::documentation, "hard_requirement\n") == "");
}
