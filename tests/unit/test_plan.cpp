// SPDX-License-Identifier: MIT
//
// What each kernel enforces of a policy: what its ABI knows, by the facts of the tests.
#include <doctest/doctest.h>

#include "kernel_facts.hpp"
#include "sandbox/plan.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

using landlock_facts::kNewest;
using landlock_facts::Right;

// Everything, and rules of which some kernels can hold a part or nothing.
ResolvedPolicy everything() {
    ResolvedPolicy policy;
    policy.source = "p.json";
    policy.handled = rights_of_kernel();
    policy.paths = {{"/all", policy.handled[AccessClass::fs]},
                    {"/move", 0x2000},
                    {"/cut", 0x4002},
                    {"/talk", 0x10000},
                    {"/control", 0x8000}};
    policy.ports = {{0xf, 1}, {0xc, 53}, {0x2, 443}, {0x6, 80}};
    return policy;
}

// The rules that hold anything, each by its number and with what it holds.
using Rules = std::vector<std::pair<std::size_t, AccessMask>>;

template <typename Given>
Rules held(const std::vector<Given>& rules, AccessMask known) {
    Rules held;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if ((rules[i].allowed_access & known) != 0) {
            held.emplace_back(i, rules[i].allowed_access & known);
        }
    }
    return held;
}

ResolvedPolicy handling_only(const Right& right) {
    ResolvedPolicy policy;
    policy.source = "p.json";
    policy.handled[class_of(right)] = right.mask;
    return policy;
}

}  // namespace

TEST_CASE("plan: handles at every ABI what its kernel knows, and says what it drops") {
    const ResolvedPolicy policy = everything();
    for (int abi = 1; abi <= kNewest + 1; ++abi) {
        CAPTURE(abi);
        const Plan plan = plan_enforcement(policy, abi);
        CHECK(plan.abi == abi);
        CHECK(plan.handled == rights_of_kernel(abi));
        AccessSet dropped = rights_of_kernel() - rights_of_kernel(abi);
        // ABI 1 denies renames between directories by itself: refer is in force, not dropped.
        dropped[AccessClass::fs] &= ~AccessMask{0x2000};
        CHECK(plan.dropped == dropped);
        CHECK(dropped_names(plan) == names_by_kernel(dropped));
        CHECK(plan.is_partial() == !dropped.empty());
    }
}

TEST_CASE("plan: rules hold at every ABI what its kernel knows, and empty ones are left out") {
    const ResolvedPolicy policy = everything();
    for (int abi = 1; abi <= kNewest + 1; ++abi) {
        CAPTURE(abi);
        const Plan plan = plan_enforcement(policy, abi);
        Rules paths;
        for (const auto& path : plan.paths) paths.emplace_back(path.index, path.allowed);
        CHECK(paths == held(policy.paths, rights_of_kernel(abi)[AccessClass::fs]));
        const Rules expected = held(policy.ports, rights_of_kernel(abi)[AccessClass::net]);
        REQUIRE(plan.ports.size() == expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            CHECK(plan.ports[i].port == policy.ports[expected[i].first].port);
            CHECK(plan.ports[i].allowed == expected[i].second);
        }
    }
}

TEST_CASE("plan: every right is dropped below its first ABI and only there") {
    for (const Right& right : landlock_facts::kRights) {
        for (int abi = 1; abi <= kNewest; ++abi) {
            CAPTURE(right.name);
            CAPTURE(abi);
            ResolvedPolicy policy = handling_only(right);
            policy.handled[AccessClass::fs] |= 0x1;  // something that every kernel knows
            const Plan plan = plan_enforcement(policy, abi);
            // refer is in force at ABI 1, as above.
            const bool dropped = abi < right.since && right.mask != 0x2000;
            CHECK(dropped_names(plan) == (dropped ? right.name : ""));
            CHECK(plan.is_partial() == dropped);
        }
    }
}

TEST_CASE("plan: a policy of which the kernel knows nothing is refused") {
    for (const Right& right : landlock_facts::kRights) {
        for (int abi = 1; abi <= kNewest; ++abi) {
            CAPTURE(right.name);
            CAPTURE(abi);
            const auto errors = errors_of([&] { plan_enforcement(handling_only(right), abi); });
            if (abi >= right.since) {
                CHECK(errors.empty());
                continue;
            }
            REQUIRE(errors.size() == 1);
            CHECK(line_of(errors[0]) == "p.json: this kernel (Landlock ABI " + std::to_string(abi) +
                                            ") can enforce nothing of the policy, which asks for " +
                                            right.name + "; use a newer kernel");
        }
    }
}

TEST_CASE("plan: a policy that handles nothing is refused on every kernel") {
    ResolvedPolicy policy;
    policy.source = "p.json";
    for (int abi = 1; abi <= 12; ++abi) {
        const auto errors = errors_of([&] { plan_enforcement(policy, abi); });
        REQUIRE(errors.size() == 1);
        CHECK(line_of(errors[0]) == "p.json: policy restricts nothing");
    }
}

TEST_CASE("plan: granting refer is impossible at ABI 1, and only there and then") {
    ResolvedPolicy policy;
    policy.source = "p.json";
    policy.handled[AccessClass::fs] = 0x2001;
    policy.paths = {{"/a", 0x1}};
    CHECK_FALSE(plan_enforcement(policy, 1).refer_impossible);  // nobody asks to rename
    CHECK_FALSE(plan_enforcement(policy, 1).is_partial());
    policy.paths.push_back({"/b", 0x2000, {Section::path_beneath, 1, 0}});
    CHECK(plan_enforcement(policy, 1).refer_impossible);
    CHECK(plan_enforcement(policy, 1).is_partial());
    CHECK(dropped_names(plan_enforcement(policy, 1)).empty());
    CHECK(plan_enforcement(policy, 1).paths.size() == 1);
    for (int abi = 2; abi <= kNewest; ++abi) {
        CHECK_FALSE(plan_enforcement(policy, abi).refer_impossible);
        CHECK_FALSE(plan_enforcement(policy, abi).is_partial());
        CHECK(plan_enforcement(policy, abi).paths.size() == 2);
    }
}

TEST_CASE("plan: what a policy does not name is never handled on its behalf") {
    ResolvedPolicy policy;
    policy.source = "p.json";
    policy.handled[AccessClass::fs] = 0x4;
    for (int abi = 1; abi <= 12; ++abi) {
        const Plan plan = plan_enforcement(policy, abi);
        CHECK(plan.handled[AccessClass::fs] == 0x4);
        CHECK(plan.handled[AccessClass::net] == 0);
        CHECK(plan.handled[AccessClass::scope] == 0);
        CHECK_FALSE(plan.is_partial());
    }
}

TEST_CASE("plan: rules keep only what is handled") {
    ResolvedPolicy policy;
    policy.source = "p.json";
    policy.handled[AccessClass::fs] = 0x4;
    policy.handled[AccessClass::net] = 0x1;
    policy.paths = {{"/a", 0xc}, {"/b", 0x8}};
    policy.ports = {{0x3, 80}, {0x2, 81}};
    const Plan plan = plan_enforcement(policy, 11);
    REQUIRE(plan.paths.size() == 1);
    CHECK(plan.paths[0].allowed == 0x4);
    CHECK(plan.paths[0].index == 0);
    REQUIRE(plan.ports.size() == 1);
    CHECK(plan.ports[0].allowed == 0x1);
    CHECK(plan.ports[0].port == 80);
}

TEST_CASE("plan: drops truncate below ABI 3") {
    const ResolvedPolicy policy =
        resolve(R"({"ruleset": [{"handledAccessFs": ["write_file", "truncate"]}],
                    "pathBeneath": [{"allowedAccess": ["write_file", "truncate"],
                                     "parent": ["/"]}]})");
    CHECK(plan_enforcement(policy, 2).paths.at(0).allowed == 0x2);
    CHECK(dropped_names(plan_enforcement(policy, 2)) == "truncate");
    CHECK(plan_enforcement(policy, 3).paths.at(0).allowed == 0x4002);
    CHECK(dropped_names(plan_enforcement(policy, 3)).empty());
}
