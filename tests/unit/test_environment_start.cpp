// SPDX-License-Identifier: MIT
//
// What is left of the environment at a start: one variable after the other, for all who read it as
// a block of bytes.
#include <doctest/doctest.h>

#include "fake_process.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

const OwnObject kOwn("/usr/lib/liblandlock_preload.so");

}  // namespace

TEST_CASE("environment: what nobody has looked at yet moves down, so that all zeros are last") {
    FakeProcess process({"A=1", "LD_PRELOAD=/usr/lib/liblandlock_preload.so", "B=2",
                         "LANDLOCK_POLICY={\"abi\": 5}", "LANDLOCK_LAYERS=", "LANDLOCK_REPORT=/r",
                         "C=3"});
    scrub_environment(process.envp(), kOwn, process.movable_block());
    CHECK(process.entries() == Entries{"A=1", "LANDLOCK_LAYERS=1", "B=2", "LANDLOCK_LAYERS=1",
                                       "LANDLOCK_LAYERS=1", "LANDLOCK_REPORT=", "C=3"});
    const std::string joined(
        "A=1\0LANDLOCK_LAYERS=1\0B=2\0LANDLOCK_LAYERS=1\0"
        "LANDLOCK_REPORT=\0C=3\0",
        65);
    CHECK(process.bytes() == joined + std::string(process.bytes().size() - joined.size(), '\0'));
    CHECK(process.keeps_its_length());
}

TEST_CASE("environment: what somebody may have looked at stays, and nothing is left between") {
    FakeProcess process({"A=1", "LANDLOCK_POLICY=/p.json", "LANDLOCK_REPORT=/r",
                         "LANDLOCK_LAYERS=", "LD_PRELOAD=/a.so:/x/liblandlock_preload.so", "C=3"});
    scrub_environment(process.envp(), kOwn, process.joined_block());
    CHECK(process.entries() == Entries{"A=1", "LANDLOCK_LAYERS=0000001", "LANDLOCK_LAYERS=01",
                                       "LANDLOCK_LAYERS=1",
                                       "LD_PRELOAD=/a.so" + std::string(26, ':'), "C=3"});
    CHECK(process.bytes().find(std::string(2, '\0')) == std::string::npos);
    for (const std::size_t i : {0, 1, 2, 4, 5}) CHECK(process.is_in_place(i));
    CHECK(process.keeps_its_length());
    // The next start counts on.
    FakeProcess next({"LANDLOCK_LAYERS=0000001", "LANDLOCK_POLICY=/p"});
    CHECK(scrub_environment(next.envp(), kOwn, next.block()) == 2);
}

TEST_CASE("environment: what the loader has an address of stays where it is") {
    FakeProcess process({"A=1", "LANDLOCK_POLICY=/p.json", "LD_PROFILE=/libx.so",
                         "LD_LIBRARY_PATH=/x", "LANDLOCK_LAYERS=00001", "B=2"});
    const StringBlock block = StringBlock::of_this_start(process.envp(), true);
    CHECK(block.is_joined);
    scrub_environment(process.envp(), kOwn, block);
#ifdef __GLIBC__
    const std::size_t fixed = 2;
#else
    const std::size_t fixed = 3;
#endif
    for (std::size_t i = 0; i <= fixed; ++i) CHECK(process.is_in_place(i));
    CHECK(process.entries() == Entries{"A=1", "LANDLOCK_LAYERS=0000002", "LD_PROFILE=/libx.so",
                                       "LD_LIBRARY_PATH=/x", "LANDLOCK_LAYERS=2", "B=2"});
    CHECK_FALSE(process.is_in_place(5));
    CHECK(process.bytes().find(std::string("\0\0B", 3)) == std::string::npos);
}

TEST_CASE("environment: a start's block ends where its variables do, if nobody came before") {
    FakeProcess process({"A=1", "BC=23"});
    const StringBlock whole = StringBlock::of_this_start(process.envp(), true);
    CHECK(whole.begin == process.block().begin);
    CHECK(whole.end == process.block().end);
    CHECK(whole.movable == whole.begin);
    const StringBlock fixed = StringBlock::of_this_start(process.envp(), false);
    CHECK(fixed.is_joined);
    CHECK(fixed.movable == UINTPTR_MAX);
    CHECK(fixed.end == StringBlock::of_this_process().end);
    CHECK_FALSE(StringBlock::of_this_process().is_joined);
    FakeProcess audited({"A=1", "LD_AUDIT=/a.so"});
    CHECK(find_audit_request(audited.envp()) == std::string_view("/a.so"));
    FakeProcess unaudited({"A=1", "LD_AUDIT="});
    CHECK(find_audit_request(unaudited.envp()) == nullptr);
    CHECK(find_audit_request(nullptr) == nullptr);
    FakeProcess changed({"A=1", "B=2"});
    static char other[] = "B=3";
    changed.replace(1, other);
    CHECK(StringBlock::of_this_start(changed.envp(), true).movable == UINTPTR_MAX);
    FakeProcess none({});
    CHECK(StringBlock::of_this_start(none.envp(), true).movable == UINTPTR_MAX);
    CHECK(StringBlock::of_this_start(nullptr, true).movable == UINTPTR_MAX);
}
