// SPDX-License-Identifier: MIT
//
// Expectations: the facts that the tests have from the kernel's headers and documentation.
#include <doctest/doctest.h>

#include <set>
#include <vector>

#include "kernel_facts.hpp"
#include "landlock/access.hpp"

using namespace landlock_preload;

using landlock_facts::kNewest;
using landlock_facts::kRights;
using landlock_facts::Right;

TEST_CASE("access: what every ABI knows") {
    for (int abi = 1; abi <= kNewest; ++abi) {
        CAPTURE(abi);
        CHECK(known_access(abi) == rights_of_kernel(abi));
    }
    CHECK(kAccessClasses.size() == std::size(landlock_facts::kClasses));
}

TEST_CASE("access: no ABI knows nothing, a newer one than ours what we know") {
    for (const int abi : {0, -1, -2147483647}) {
        CHECK(known_access(abi).empty());
    }
    for (const int abi : {kNewest + 1, 255, 256, 257, 2147483647}) {
        CHECK(known_access(abi) == rights_of_kernel());
    }
    CHECK(kNewestAbi == kNewest);
}

TEST_CASE("access: every right has the kernel's bit") {
    for (const Right& right : kRights) {
        CAPTURE(right.name);
        const AccessRight* found = find_access(right.name);
        REQUIRE(found != nullptr);
        CHECK(std::string(found->name) == right.name);
        CHECK(found->access_class == class_of(right));
        CHECK(found->first_abi == right.since);
        CHECK(found->mask() == right.mask);
        CHECK(access_names(class_of(right), right.mask) == right.name);
    }
    CHECK(std::size(kRights) == kAccessRights.size());
}

TEST_CASE("access: names are found only as they are written") {
    for (const std::string name : {"", "Execute", "EXECUTE", "execute ", " execute", "exec",
                                   "executes", "abi.all", "all", "read", "connect"}) {
        CAPTURE(name);
        CHECK(find_access(name) == nullptr);
    }
    CHECK(find_access(std::string_view("execute\0", 8)) == nullptr);
    CHECK(find_access(std::string_view("execute_x", 7)) != nullptr);  // a view need not end in NUL
}

TEST_CASE("access: a rule on a file holds the rights of the kernel's ACCESS_FILE") {
    AccessMask mask = 0;
    for (const Right& right : kRights)
        mask |= right.on == landlock_facts::On::file ? right.mask : 0;
    CHECK(kFileAccess == mask);
}

TEST_CASE("access: groups are found by name") {
    CHECK(find_group("abi.all")->group == kGroupAll);
    CHECK(find_group("abi.read_execute")->group == kGroupReadExecute);
    CHECK(find_group("abi.read_write")->group == kGroupReadWrite);
    CHECK(find_group("abi.read")->group == kGroupRead);
    CHECK(find_group("abi.write")->group == kGroupWrite);
    for (const std::string name :
         {"", "abi", "abi.", "abi.reads", "abi.ALL", "all", "v5.all", "abi.all "}) {
        CAPTURE(name);
        CHECK(find_group(name) == nullptr);
    }
    const std::set<int> kinds = {kGroupAll, kGroupReadExecute, kGroupReadWrite};
    CHECK(kinds.size() == 3);
    CHECK((kGroupAll & kGroupReadExecute) == 0);
    CHECK((kGroupAll & kGroupReadWrite) == 0);
    CHECK((kGroupReadExecute & kGroupReadWrite) == 0);
}

TEST_CASE("access: abi.all is every right of the class at every ABI") {
    for (int abi = 1; abi <= kNewest; ++abi) {
        CAPTURE(abi);
        for (const AccessClass each : kAccessClasses) {
            CHECK(group_access(each, kGroupAll, abi) == rights_of_kernel(abi)[each]);
        }
    }
}

TEST_CASE("access: abi.read_execute holds refer from ABI 2 on") {
    // execute, read_file, read_dir: 0x1 + 0x4 + 0x8; refer: 0x2000
    CHECK(group_access(AccessClass::fs, kGroupReadExecute, 1) == 0xd);
    for (int abi = 2; abi <= kNewest + 1; ++abi) {
        CAPTURE(abi);
        CHECK(group_access(AccessClass::fs, kGroupReadExecute, abi) == 0x200d);
    }
}

TEST_CASE("access: abi.read_write is everything but execute") {
    for (int abi = 1; abi <= kNewest; ++abi) {
        CAPTURE(abi);
        CHECK(group_access(AccessClass::fs, kGroupReadWrite, abi) ==
              rights_of_kernel(abi)[AccessClass::fs] - 1);
    }
}

TEST_CASE("access: groups add up, and none is nothing") {
    CHECK(group_access(AccessClass::fs, 0, 11) == 0);
    CHECK(group_access(AccessClass::net, 0, 11) == 0);
    CHECK(group_access(AccessClass::fs, kGroupReadExecute | kGroupReadWrite, 5) == 0xffff);
    CHECK(group_access(AccessClass::fs, kGroupReadExecute | kGroupAll, 1) == 0x1fff);
    CHECK(group_access(AccessClass::net, kGroupReadExecute | kGroupReadWrite, 11) == 0);
    CHECK(group_access(AccessClass::scope, kGroupReadExecute | kGroupReadWrite, 11) == 0);
}

TEST_CASE("access: names are listed in the order of their bits") {
    CHECK(access_names(AccessClass::fs, 0).empty());
    CHECK(access_names(AccessClass::fs, 0x1000c) == "read_file, read_dir, resolve_unix");
    CHECK(access_names(AccessClass::net, 0xf) ==
          "bind_tcp, connect_tcp, bind_udp, connect_send_udp");
    CHECK(access_names(AccessClass::scope, 0x3) == "abstract_unix_socket, signal");
}

TEST_CASE("access: bits without a name are listed by number") {
    CHECK(access_names(AccessClass::scope, (AccessMask{1} << 62U) | 1) ==
          "abstract_unix_socket, bit 62");
    CHECK(access_names(AccessClass::net, AccessMask{1} << 63U) == "bit 63");
}

TEST_CASE("access: abi.read and abi.write share out what is not execute") {
    for (int abi = 1; abi <= kNewest; ++abi) {
        CAPTURE(abi);
        const AccessMask read = group_access(AccessClass::fs, kGroupRead, abi);
        const AccessMask write = group_access(AccessClass::fs, kGroupWrite, abi);
        CHECK(read == 0xc);  // read_file, read_dir
        CHECK((read & write) == 0);
        CHECK((read | write | 0x1) == group_access(AccessClass::fs, kGroupAll, abi));
    }
}
