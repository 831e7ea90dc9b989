// SPDX-License-Identifier: MIT
#include "tool/trial.hpp"

#include <sys/prctl.h>

#include "landlock/kernel.hpp"
#include "needs_landlock.hpp"
#include "support.hpp"

using namespace landlock_preload;

TEST_CASE("trial: a child restricts itself, and this process is as it was") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const std::uint64_t handled[3] = {1, 0, 0};
    const UniqueFd ruleset(static_cast<int>(syscall(444, handled, sizeof(handled[0]), 0)));
    REQUIRE(ruleset.is_open());
    const int before = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    try_restriction(ruleset.get(), abi, LogFlags{});
    CHECK(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == before);
}

TEST_CASE("trial: what the kernel says against it is an error") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const std::string line = line_of([&] { try_restriction(-1, abi, LogFlags{}); });
    CHECK(line.find("Bad file descriptor") != std::string::npos);
}
