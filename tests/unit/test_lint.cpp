// SPDX-License-Identifier: MIT
//
// What a note costs; the notes themselves are compared in the tests of the tool.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "policy/lint.hpp"
#include "support.hpp"

using namespace landlock_preload;

TEST_CASE("lint: execute is noted where no rule grants read_file on the same path") {
    const Policy policy = parse(R"({"pathBeneath": [
        {"allowedAccess": ["execute", "refer"], "parent": ["/a", "/b"]},
        {"allowedAccess": ["read_file"], "parent": ["/c", "/a"]}]})");
    const std::vector<Message> notes = lint_policy(policy);
    const auto found = [&](const std::string& where) {
        return std::count_if(notes.begin(), notes.end(), [&](const Message& note) {
            return note.where == where && note.what.starts_with("execute without read_file");
        });
    };
    CHECK(found("p.json:/pathBeneath/0/parent/0") == 0);
    CHECK(found("p.json:/pathBeneath/0/parent/1") == 1);
}

TEST_CASE("lint: a hundred thousand programs take no time") {
    Policy policy;
    policy.source = "p.json";
    policy.path_beneath.resize(1);
    policy.path_beneath[0].allowed_access.rights = 0x1;
    for (int i = 0; i < 100000; ++i) policy.path_beneath[0].parent.push_back(std::to_string(i));
    const auto start = std::chrono::steady_clock::now();
    CHECK(lint_policy(policy).size() >= 100000);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}
