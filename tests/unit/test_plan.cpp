// SPDX-License-Identifier: MIT
//
// What each kernel enforces of a policy. Expectations are the kernel's table, written out: FS
// 1:0x1fff 2:0x3fff 3-4:0x7fff 5-8:0xffff 9+:0x1ffff, NET 4-9:0x3 10+:0xf, SCOPE 6+:0x3.
#include <doctest/doctest.h>

#include "sandbox/plan.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

// Everything, and rules of which some kernels can hold a part or nothing.
ResolvedPolicy everything() {
    ResolvedPolicy policy;
    policy.source = "p.json";
    policy.handled[AccessClass::fs] = 0x1ffff;
    policy.handled[AccessClass::net] = 0xf;
    policy.handled[AccessClass::scope] = 0x3;
    policy.paths = {{"/all", 0x1ffff},
                    {"/move", 0x2000},
                    {"/cut", 0x4002},
                    {"/talk", 0x10000},
                    {"/control", 0x8000}};
    policy.ports = {{0xf, 1}, {0xc, 53}, {0x2, 443}, {0x6, 80}};
    return policy;
}

struct Expected {
    int abi;
    AccessMask fs, net, scope;
    const char* dropped;
    std::vector<std::pair<std::uint32_t, AccessMask>> paths;  // index and rights
    std::vector<std::pair<std::uint16_t, AccessMask>> ports;  // port and rights
};

const Expected kExpected[] = {
    {1,
     0x1fff,
     0,
     0,
     "truncate, ioctl_dev, resolve_unix, bind_tcp, connect_tcp, bind_udp, connect_send_udp, "
     "abstract_unix_socket, signal",
     {{0, 0x1fff}, {2, 0x2}},
     {}},
    {2,
     0x3fff,
     0,
     0,
     "truncate, ioctl_dev, resolve_unix, bind_tcp, connect_tcp, bind_udp, connect_send_udp, "
     "abstract_unix_socket, signal",
     {{0, 0x3fff}, {1, 0x2000}, {2, 0x2}},
     {}},
    {3,
     0x7fff,
     0,
     0,
     "ioctl_dev, resolve_unix, bind_tcp, connect_tcp, bind_udp, connect_send_udp, "
     "abstract_unix_socket, signal",
     {{0, 0x7fff}, {1, 0x2000}, {2, 0x4002}},
     {}},
    {4,
     0x7fff,
     0x3,
     0,
     "ioctl_dev, resolve_unix, bind_udp, connect_send_udp, abstract_unix_socket, signal",
     {{0, 0x7fff}, {1, 0x2000}, {2, 0x4002}},
     {{1, 0x3}, {443, 0x2}, {80, 0x2}}},
    {5,
     0xffff,
     0x3,
     0,
     "resolve_unix, bind_udp, connect_send_udp, abstract_unix_socket, signal",
     {{0, 0xffff}, {1, 0x2000}, {2, 0x4002}, {4, 0x8000}},
     {{1, 0x3}, {443, 0x2}, {80, 0x2}}},
    {6,
     0xffff,
     0x3,
     0x3,
     "resolve_unix, bind_udp, connect_send_udp",
     {{0, 0xffff}, {1, 0x2000}, {2, 0x4002}, {4, 0x8000}},
     {{1, 0x3}, {443, 0x2}, {80, 0x2}}},
    {7,
     0xffff,
     0x3,
     0x3,
     "resolve_unix, bind_udp, connect_send_udp",
     {{0, 0xffff}, {1, 0x2000}, {2, 0x4002}, {4, 0x8000}},
     {{1, 0x3}, {443, 0x2}, {80, 0x2}}},
    {8,
     0xffff,
     0x3,
     0x3,
     "resolve_unix, bind_udp, connect_send_udp",
     {{0, 0xffff}, {1, 0x2000}, {2, 0x4002}, {4, 0x8000}},
     {{1, 0x3}, {443, 0x2}, {80, 0x2}}},
    {9,
     0x1ffff,
     0x3,
     0x3,
     "bind_udp, connect_send_udp",
     {{0, 0x1ffff}, {1, 0x2000}, {2, 0x4002}, {3, 0x10000}, {4, 0x8000}},
     {{1, 0x3}, {443, 0x2}, {80, 0x2}}},
    {10,
     0x1ffff,
     0xf,
     0x3,
     "",
     {{0, 0x1ffff}, {1, 0x2000}, {2, 0x4002}, {3, 0x10000}, {4, 0x8000}},
     {{1, 0xf}, {53, 0xc}, {443, 0x2}, {80, 0x6}}},
    {11,
     0x1ffff,
     0xf,
     0x3,
     "",
     {{0, 0x1ffff}, {1, 0x2000}, {2, 0x4002}, {3, 0x10000}, {4, 0x8000}},
     {{1, 0xf}, {53, 0xc}, {443, 0x2}, {80, 0x6}}},
    {12,
     0x1ffff,
     0xf,
     0x3,
     "",
     {{0, 0x1ffff}, {1, 0x2000}, {2, 0x4002}, {3, 0x10000}, {4, 0x8000}},
     {{1, 0xf}, {53, 0xc}, {443, 0x2}, {80, 0x6}}},
};

struct FirstAbi {
    const char* name;
    AccessClass access_class;
    AccessMask mask;
    int first_abi;
};

constexpr FirstAbi kFirstAbis[] = {
    {"execute", AccessClass::fs, 0x1, 1},
    {"write_file", AccessClass::fs, 0x2, 1},
    {"read_file", AccessClass::fs, 0x4, 1},
    {"read_dir", AccessClass::fs, 0x8, 1},
    {"remove_dir", AccessClass::fs, 0x10, 1},
    {"remove_file", AccessClass::fs, 0x20, 1},
    {"make_char", AccessClass::fs, 0x40, 1},
    {"make_dir", AccessClass::fs, 0x80, 1},
    {"make_reg", AccessClass::fs, 0x100, 1},
    {"make_sock", AccessClass::fs, 0x200, 1},
    {"make_fifo", AccessClass::fs, 0x400, 1},
    {"make_block", AccessClass::fs, 0x800, 1},
    {"make_sym", AccessClass::fs, 0x1000, 1},
    {"refer", AccessClass::fs, 0x2000, 2},
    {"truncate", AccessClass::fs, 0x4000, 3},
    {"ioctl_dev", AccessClass::fs, 0x8000, 5},
    {"resolve_unix", AccessClass::fs, 0x10000, 9},
    {"bind_tcp", AccessClass::net, 0x1, 4},
    {"connect_tcp", AccessClass::net, 0x2, 4},
    {"bind_udp", AccessClass::net, 0x4, 10},
    {"connect_send_udp", AccessClass::net, 0x8, 10},
    {"abstract_unix_socket", AccessClass::scope, 0x1, 6},
    {"signal", AccessClass::scope, 0x2, 6},
};

ResolvedPolicy handling_only(const FirstAbi& right) {
    ResolvedPolicy policy;
    policy.source = "p.json";
    if (right.access_class == AccessClass::fs) policy.handled[AccessClass::fs] = right.mask;
    if (right.access_class == AccessClass::net) policy.handled[AccessClass::net] = right.mask;
    if (right.access_class == AccessClass::scope) policy.handled[AccessClass::scope] = right.mask;
    return policy;
}

}  // namespace

TEST_CASE("plan: handles at every ABI what its kernel knows, and says what it drops") {
    const ResolvedPolicy policy = everything();
    for (const Expected& expected : kExpected) {
        CAPTURE(expected.abi);
        const Plan plan = plan_enforcement(policy, expected.abi);
        CHECK(plan.abi == expected.abi);
        CHECK(plan.handled[AccessClass::fs] == expected.fs);
        CHECK(plan.handled[AccessClass::net] == expected.net);
        CHECK(plan.handled[AccessClass::scope] == expected.scope);
        // ABI 1 denies renames between directories by itself: refer is in force, not dropped.
        CHECK(plan.dropped[AccessClass::fs] == (0x1ffff & ~(expected.fs | 0x2000)));
        CHECK(plan.dropped[AccessClass::net] == (0xf & ~expected.net));
        CHECK(plan.dropped[AccessClass::scope] == (0x3 & ~expected.scope));
        CHECK(dropped_names(plan) == expected.dropped);
        CHECK(plan.is_partial() == (expected.abi < 10));
    }
}

TEST_CASE("plan: rules hold at every ABI what its kernel knows, and empty ones are left out") {
    const ResolvedPolicy policy = everything();
    for (const Expected& expected : kExpected) {
        CAPTURE(expected.abi);
        const Plan plan = plan_enforcement(policy, expected.abi);
        REQUIRE(plan.paths.size() == expected.paths.size());
        for (std::size_t i = 0; i < plan.paths.size(); ++i) {
            CHECK(plan.paths[i].index == expected.paths[i].first);
            CHECK(plan.paths[i].allowed == expected.paths[i].second);
        }
        REQUIRE(plan.ports.size() == expected.ports.size());
        for (std::size_t i = 0; i < plan.ports.size(); ++i) {
            CHECK(plan.ports[i].port == expected.ports[i].first);
            CHECK(plan.ports[i].allowed == expected.ports[i].second);
        }
    }
}

TEST_CASE("plan: every right is dropped below its first ABI and only there") {
    for (const FirstAbi& right : kFirstAbis) {
        for (int abi = 1; abi <= 11; ++abi) {
            CAPTURE(right.name);
            CAPTURE(abi);
            ResolvedPolicy policy = handling_only(right);
            policy.handled[AccessClass::fs] |= 0x1;  // something that every kernel knows
            const Plan plan = plan_enforcement(policy, abi);
            // refer is in force at ABI 1, as above.
            const bool dropped = abi < right.first_abi && right.mask != 0x2000;
            CHECK(dropped_names(plan) == (dropped ? right.name : ""));
            CHECK(plan.is_partial() == dropped);
        }
    }
}

TEST_CASE("plan: a policy of which the kernel knows nothing is refused") {
    for (const FirstAbi& right : kFirstAbis) {
        for (int abi = 1; abi <= 11; ++abi) {
            CAPTURE(right.name);
            CAPTURE(abi);
            const auto errors = errors_of([&] { plan_enforcement(handling_only(right), abi); });
            if (abi >= right.first_abi) {
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
    for (int abi = 2; abi <= 11; ++abi) {
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
