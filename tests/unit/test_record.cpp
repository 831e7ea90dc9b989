// SPDX-License-Identifier: MIT
//
// The record of an enforcement. What is requested, granted and dropped is worked out here from the
// facts of the kernel's ABIs alone.
#include "filled_record.hpp"

using namespace landlock_preload;

TEST_CASE("record: at every ABI, enforced is what was requested and the kernel knows") {
    for (int abi = 1; abi <= kNewest; ++abi) {
        Start start(rights_of_kernel());
        start.policy.quiet[AccessClass::fs] = kReadFile;
        start.policy.log.new_exec = true;
        start.plan_for(abi);
        const Filled filled(start);
        const landlock_preload_status& status = filled.record.status;
        const auto enforced = [abi](Class of) {
            // Refer is denied by ABI 1 whatever is handled.
            return known(of, abi) | (abi == 1 && of == Class::fs ? kRefer : 0);
        };
        const std::uint64_t flags = (abi >= 7 ? 2U : 0U) | (abi >= 10 ? 0x100U : 0U);
        CAPTURE(abi);
#define CLASS(name, key)                                    \
    CHECK(status.name##_requested == known(Class::name));   \
    CHECK(status.name##_enforced == enforced(Class::name)); \
    CHECK(status.name##_dropped == (known(Class::name) & ~enforced(Class::name)));
#include "../lib/landlock_facts.inc"
        CHECK(status.flags_requested == 0x102);
        CHECK(status.flags_enforced == flags);
        CHECK(status.flags_dropped == (0x102 & ~flags));
        const bool is_whole = rights_of_kernel(abi) == rights_of_kernel() && flags == 0x102;
        CHECK(status.state == (is_whole ? 3 : 2));
        CHECK(status.abi == static_cast<std::uint32_t>(abi));
        CHECK(status.abi_used == static_cast<std::uint32_t>(abi));
    }
}

TEST_CASE("record: a kernel newer than the library is used as far as the library goes") {
    Start start(rights_of_kernel());
    start.plan_for(kNewest + 1);
    const Filled filled(start);
    CHECK(filled.record.status.abi == kNewest + 1);
    CHECK(filled.record.status.abi_used == kNewest);
    CHECK(filled.record.status.state == 3);
}

TEST_CASE("record: a rule keeps what was dropped, and by what") {
    Start start(kReadFile | kReadDir | kTruncate);
    start.path("/d", kReadFile | kReadDir | kTruncate).path("/f", kReadFile | kReadDir);
    start.path("/t", kTruncate).path("/gone", kReadFile).path("/may", kReadFile);
    start.plan_for(2);  // knows no truncate, so /t is not planned
    REQUIRE(start.plan.paths.size() == 4);
    start.object(11, kReadFile | kReadDir, true).object(12, kReadFile, false);
    start.unusable(EACCES, false).unusable(ENOENT, true);
    const Filled filled(start);
    const Record& record = filled.record;
    REQUIRE(record.path_count == 5);
    const PathRecord* rules = record.paths;
    CHECK(rules[0].granted == (kReadFile | kReadDir));
    CHECK(dropped_by_kernel(record, rules[0]) == kTruncate);
    CHECK(dropped_by_type(record, rules[0]) == 0);
    CHECK(rules[1].granted == kReadFile);
    CHECK(dropped_by_type(record, rules[1]) == kReadDir);
    CHECK(dropped_by_kernel(record, rules[1]) == 0);
    CHECK(rules[2].granted == 0);
    CHECK(dropped_by_kernel(record, rules[2]) == kTruncate);
    CHECK(rules[2].code == 0);
    CHECK(rules[3].code == EACCES);
    CHECK(rules[4].code == ENOENT);
    CHECK(std::string(rules[4].path) == "/may");
    CHECK(record.status.rules_applied == 2);
    CHECK(record.status.rules_reduced == 2);
    CHECK(record.status.rules_skipped == 3);
    CHECK(record.status.state == LANDLOCK_PRELOAD_STATE_PARTIAL);
}

TEST_CASE("record: what is optional and missing, or no directory, leaves nothing to be desired") {
    Start start(kReadFile | kReadDir);
    start.path("/f", kReadFile | kReadDir).path("/may", kReadFile);
    start.plan_for(11);
    start.object(12, kReadFile, false).unusable(ENOENT, true);
    CHECK(Filled(start).record.status.state == LANDLOCK_PRELOAD_STATE_ENFORCED);
}

TEST_CASE("record: ABI 1 can grant refer to nobody") {
    Start start(kReadFile | kRefer);
    start.path("/d", kReadFile | kRefer);
    start.plan_for(1);
    start.object(11, kReadFile, true);
    const Filled filled(start);
    CHECK(filled.record.status.fs_enforced == (kReadFile | kRefer));
    CHECK(dropped_by_kernel(filled.record, filled.record.paths[0]) == kRefer);
    CHECK(filled.record.status.state == LANDLOCK_PRELOAD_STATE_PARTIAL);
}
