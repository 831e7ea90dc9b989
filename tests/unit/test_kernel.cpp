// SPDX-License-Identifier: MIT
//
// The system calls that restrict nothing.
#include <doctest/doctest.h>

#include <cerrno>
#include <mutex>
#include <thread>

#include "landlock/kernel.hpp"
#include "needs_landlock.hpp"
#include "support.hpp"

using namespace landlock_preload;

TEST_CASE("kernel: a ruleset takes the rights of the kernel's own ABI") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    CHECK(abi >= 1);
    const UniqueFd ruleset = create_ruleset(known_access(abi));
    CHECK(ruleset.get() >= 3);
    CHECK((fcntl(ruleset.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("kernel: what it refuses is an error with the reason") {
    if (kernel_abi() == 0) return;
    CHECK(line_of([] { create_ruleset(access_set(AccessMask{1} << 63U)); }) ==
          "cannot create the ruleset: Invalid argument");
}

TEST_CASE("kernel: probing tells the bits that it accepts") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    constexpr AccessMask kUnknown = AccessMask{1} << 63U;
    constexpr AccessSet kOfEveryClass = access_set(kUnknown, kUnknown, kUnknown);
    CHECK(probe_access(known_access(abi) | kOfEveryClass) == known_access(abi));
    CHECK(probe_access(kOfEveryClass).empty());
    CHECK(probe_access({}).empty());
}

TEST_CASE(
    "kernel: what a ruleset keeps quiet reaches the kernel, which refuses what is not handled") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const std::string refusal = abi < 10 ? "Argument list too long" : "Invalid argument";
    for (const AccessSet& quiet : {access_set(0x8), access_set(0, 0x1), access_set(0, 0, 0x1)}) {
        CHECK(line_of([&quiet] { create_ruleset(access_set(0x4), quiet); }) ==
              "cannot create the ruleset: " + refusal);
    }
}

TEST_CASE("kernel: rules answer with 0 or an errno") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const UniqueFd ruleset = create_ruleset(access_set(0x5, abi >= 4 ? 0x1 : 0));
    const UniqueFd root(open("/", O_PATH | O_CLOEXEC));
    CHECK(add_path_rule(ruleset.get(), root.get(), 0x5) == 0);
    CHECK(add_path_rule(ruleset.get(), root.get(), 0x8) == EINVAL);  // not handled
    CHECK(add_path_rule(ruleset.get(), -1, 0x4) == EBADF);
    CHECK(add_path_rule(ruleset.get(), ruleset.get(), 0x4) == EBADFD);
    if (abi < 4) return;
    CHECK(add_port_rule(ruleset.get(), 443, 0x1) == 0);
    CHECK(add_port_rule(ruleset.get(), 0, 0x1) == 0);
    CHECK(add_port_rule(ruleset.get(), 443, 0x2) == EINVAL);
}

TEST_CASE("kernel: a program with one thread may be confined below ABI 8") {
    std::size_t threads = 0;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        threads += task.path().empty() ? 0U : 1U;
    }
    if (threads != 1) {
        MESSAGE("skipped: something started threads before us");
        return;
    }
    CHECK(lines_of([] { (void)require_confinable_threads(7); }).empty());
    CHECK(lines_of([] { (void)require_confinable_threads(1); }).empty());
}

TEST_CASE("kernel: a second thread is an error below ABI 8, and none from there on") {
    std::mutex hold;
    hold.lock();
    std::thread other([&] { const std::lock_guard<std::mutex> wait(hold); });
    const auto errors = errors_of([] { (void)require_confinable_threads(7); });
    CHECK(lines_of([] { (void)require_confinable_threads(8); }).empty());
    CHECK(lines_of([] { (void)require_confinable_threads(11); }).empty());
    hold.unlock();
    other.join();
    REQUIRE(errors.size() == 1);
    CHECK(line_of(errors[0]) ==
          "other threads are already running, and this kernel (Landlock ABI 7) confines only one; "
          "preload the library, rather than loading it later or behind a library that starts "
          "threads");
}
