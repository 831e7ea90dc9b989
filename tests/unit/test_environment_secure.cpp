// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <elf.h>

#include <cstdint>
#include <string>

#include "fake_process.hpp"
#include "preload/environment.hpp"

using namespace landlock_preload;  // NOLINT(google-build-using-namespace)

TEST_CASE("environment: secure mode takes every request out, and nothing else") {
    FakeProcess process({"A=1", "LANDLOCK_POLICY=/p", "LANDLOCK_REPORT=fd:3", "LANDLOCK_POLICY={}",
                         "LANDLOCK_LOG=info", "LANDLOCK_STRICT=1", "LANDLOCK_LAYERS=2",
                         "LD_PRELOAD=liblandlock_preload.so", "LANDLOCK_POLICY="});
    erase_requests(process.envp(), process.block());
    CHECK(process.entries() == Entries{"A=1", "LANDLOCK_LOG=info", "LANDLOCK_STRICT=1",
                                       "LANDLOCK_LAYERS=2", "LD_PRELOAD=liblandlock_preload.so"});
    CHECK(process.has_sound_guards());
    CHECK(process.bytes().find("/p") == std::string::npos);
}

TEST_CASE("environment: secure mode leaves pairs to ignore before the auxiliary vector") {
    FakeProcess process({"A=1", "LANDLOCK_POLICY=/p", "LANDLOCK_REPORT=fd:3", "B=2"});
    erase_requests(process.envp(), process.movable_block());
    CHECK(process.entries() == Entries{"A=1", "B=2"});
    CHECK(reinterpret_cast<std::uintptr_t>(process.envp()[3]) == AT_IGNORE);
    CHECK(process.bytes().substr(0, 8) == std::string("A=1\0B=2\0", 8));
    CHECK(process.bytes().substr(8).find_first_not_of('\0') == std::string::npos);
}

TEST_CASE("environment: secure mode leaves pairs to ignore of an odd number of requests, too") {
    FakeProcess process({"A=1", "LANDLOCK_POLICY=/p", "B=2"});
    erase_requests(process.envp(), process.movable_block());
    CHECK(process.entries() == Entries{"A=1", "B=2", "B=2"});
    // A string that is longer than what was taken out lies over its old place when it has moved.
    const std::string last = "LONG=" + std::string(200, 'x') + "end";
    FakeProcess one({"A=1", "LANDLOCK_POLICY=/p", last});
    erase_requests(one.envp(), one.movable_block());
    CHECK(one.entries() == Entries{"A=1", last, last});
    CHECK(one.has_sound_guards());
    FakeProcess three({"A=1", "LANDLOCK_POLICY=/p", "LANDLOCK_REPORT=fd:3", "LANDLOCK_POLICY=/p"});
    erase_requests(three.envp(), three.movable_block());
    CHECK(three.entries() == Entries{"A=1", "A=1"});
    CHECK(reinterpret_cast<std::uintptr_t>(three.envp()[3]) == AT_IGNORE);
}

TEST_CASE("environment: secure mode leaves pairs to ignore where nothing is left, too") {
    FakeProcess process({"LANDLOCK_POLICY=/p"});
    erase_requests(process.envp(), process.movable_block());
    CHECK(process.entries() == Entries{"LANDLOCK_REPORT="});
    CHECK(process.keeps_its_length());
    CHECK(process.bytes().find_first_not_of('\0') == std::string::npos);
}

TEST_CASE("environment: secure mode names no string twice that the program may free") {
    FakeProcess process({"A=1", "LANDLOCK_POLICY=/p"});
    std::string own = "A=2";
    process.replace(0, own.data());
    erase_requests(process.envp(), process.block());
    CHECK(process.entries() == Entries{"A=2"});
}

TEST_CASE("environment: secure mode takes out requests outside the block") {
    FakeProcess process({"A=1", "X="});
    static char policy[] = "LANDLOCK_POLICY=/literal";
    process.replace(1, policy);
    erase_requests(process.envp(), process.block());
    CHECK(process.entries() == Entries{"A=1", "A=1"});
    CHECK(std::string(policy) == "LANDLOCK_POLICY=/literal");
}
