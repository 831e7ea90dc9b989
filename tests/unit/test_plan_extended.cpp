// SPDX-License-Identifier: MIT
//
// What extended policies ask of a kernel: requirements, raw bits, logging control.
#include <doctest/doctest.h>

#include "sandbox/plan.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

using Lines = std::vector<std::string>;

ResolvedPolicy policy(const std::string& keys) {
    return resolve("{\"preloadVersion\": 1, " + keys + "}");
}

// Why a kernel of this ABI is refused.
Lines refusals(const ResolvedPolicy& policy, int abi, const AccessSet& raw = {}) {
    return lines_of([&] { plan_enforcement(policy, abi, raw); });
}

std::string kernel(int abi) {
    return "this kernel (Landlock ABI " + std::to_string(abi) + ")";
}

std::string lacks(const std::string& where, int abi, const std::string& what) {
    return where + ": " + kernel(abi) + " lacks " + what +
           ", and errorIfAnyUnsupported makes this an error";
}

}  // namespace

TEST_CASE("plan: minAbi refuses every older kernel, and no other") {
    const ResolvedPolicy wanted =
        policy(R"("minAbi": 6, "ruleset": [{"handledAccessFs": ["execute"]}])");
    for (int abi = 1; abi <= 12; ++abi) {
        CAPTURE(abi);
        const Lines expected = {"p.json: minAbi is 6, and " + kernel(abi) +
                                " is older; use a newer kernel"};
        CHECK(refusals(wanted, abi) == (abi < 6 ? expected : Lines{}));
    }
    // Above what this library knows it still counts.
    CHECK(refusals(policy(R"("minAbi": 12, "ruleset": [{"handledAccessFs": ["execute"]}])"), 11)
              .size() == 1);
}

TEST_CASE("plan: an entry that must be supported is refused for its own rights only") {
    const ResolvedPolicy wanted = policy(R"("ruleset": [
        {"handledAccessFs": ["execute", "truncate"], "handledAccessNet": ["bind_tcp"],
         "scoped": ["signal"], "errorIfAnyUnsupported": true},
        {"handledAccessFs": ["resolve_unix"]}])");
    CHECK(refusals(wanted, 2) ==
          Lines{lacks("p.json:/ruleset/0", 2, "truncate, bind_tcp, signal")});
    CHECK(refusals(wanted, 3) == Lines{lacks("p.json:/ruleset/0", 3, "bind_tcp, signal")});
    CHECK(refusals(wanted, 5) == Lines{lacks("p.json:/ruleset/0", 5, "signal")});
    CHECK(refusals(wanted, 6).empty());  // resolve_unix is dropped, and that was allowed
    CHECK(plan_enforcement(wanted, 6).is_partial());
}

TEST_CASE("plan: rules can be required too, and everything that is wrong is said at once") {
    const ResolvedPolicy wanted = policy(R"("minAbi": 4,
        "ruleset": [{"handledAccessFs": ["execute"]}],
        "pathBeneath": [{"allowedAccess": ["truncate"], "parent": ["/a"],
                         "errorIfAnyUnsupported": true},
                        {"allowedAccess": ["ioctl_dev"], "parent": ["/b"]}],
        "netPort": [{"allowedAccess": ["connect_tcp"], "port": [1],
                     "errorIfAnyUnsupported": true}])");
    CHECK(refusals(wanted, 2) ==
          Lines{"p.json: minAbi is 4, and " + kernel(2) + " is older; use a newer kernel",
                lacks("p.json:/pathBeneath/0", 2, "truncate"),
                lacks("p.json:/netPort/0", 2, "connect_tcp")});
    CHECK(refusals(wanted, 4).empty());
}

TEST_CASE("plan: refer is in force at ABI 1, but a rule that must be supported cannot grant it") {
    const std::string required = R"(, "errorIfAnyUnsupported": true)";
    const auto wanted = [](const std::string& on_ruleset, const std::string& on_rule) {
        return policy(R"("ruleset": [{"handledAccessFs": ["execute", "refer"])" + on_ruleset +
                      R"(}], "pathBeneath": [{"allowedAccess": ["refer"], "parent": ["/"])" +
                      on_rule + "}]");
    };
    CHECK(refusals(wanted(required, ""), 1).empty());
    CHECK(refusals(wanted("", required), 1) == Lines{lacks("p.json:/pathBeneath/0", 1, "refer")});
    CHECK(refusals(wanted(required, required), 2).empty());
}

TEST_CASE("plan: logging control that must be supported needs ABI 10") {
    const std::string required = R"("errorIfAnyUnsupported": true)";
    const ResolvedPolicy by_ruleset = policy(
        R"("ruleset": [{"scoped": ["signal"], "quietScoped": ["signal"], )" + required + "}]");
    CHECK(refusals(by_ruleset, 9) == Lines{lacks("p.json:/ruleset/0", 9, "quiet")});
    CHECK(refusals(by_ruleset, 10).empty());
    const ResolvedPolicy by_rule = policy(R"("ruleset": [{"quietAccessFs": ["read_file"]}],
        "pathBeneath": [{"allowedAccess": ["read_file"], "parent": ["/"], "quiet": true, )" +
                                          required + "}]");
    CHECK(refusals(by_rule, 9) == Lines{lacks("p.json:/pathBeneath/0", 9, "quiet")});
    CHECK(refusals(by_rule, 10).empty());
    const ResolvedPolicy by_another = policy(R"("ruleset": [{"quietScoped": ["signal"]},
        {"scoped": ["signal"], )" + required +
                                             "}]");
    CHECK(refusals(by_another, 9).empty());
}

TEST_CASE("plan: raw bits are handled where the kernel accepts them, and dropped where not") {
    const auto bit = [](unsigned number) { return AccessMask{1} << number; };
    const ResolvedPolicy wanted = policy(R"("ruleset": [{"handledAccessFs": ["execute", 57, 58],
        "handledAccessNet": [54], "scoped": [52]}],
        "pathBeneath": [{"allowedAccess": ["execute", 57], "parent": ["/a"]},
                        {"allowedAccess": [58], "parent": ["/b"]}],
        "netPort": [{"allowedAccess": [54], "port": [80]}])");
    const AccessSet asked = raw_access(wanted);
    CHECK(asked == access_set(bit(57) | bit(58), bit(54), bit(52)));

    const Plan none = plan_enforcement(wanted, 12);
    CHECK(none.handled == access_set(0x1));
    CHECK(dropped_names(none) == "bit 57, bit 58, bit 54, bit 52");
    CHECK(none.paths.size() == 1);
    CHECK(none.ports.empty());

    const Plan some = plan_enforcement(wanted, 12, access_set(bit(57), bit(54)));
    CHECK(some.handled[AccessClass::fs] == (bit(57) | 1));
    CHECK(some.handled[AccessClass::net] == bit(54));
    CHECK(dropped_names(some) == "bit 58, bit 52");
    CHECK(some.is_partial());
    REQUIRE(some.paths.size() == 1);
    CHECK(some.paths[0].allowed == (bit(57) | 1));
    REQUIRE(some.ports.size() == 1);
    CHECK(some.ports[0].allowed == bit(54));

    const Plan all = plan_enforcement(wanted, 12, asked);
    CHECK_FALSE(all.is_partial());
    CHECK(all.paths.size() == 2);
    CHECK(all.handled[AccessClass::scope] == bit(52));
}

TEST_CASE("plan: the number of a right with a name is that right, with its first ABI") {
    const ResolvedPolicy wanted = policy(R"("ruleset": [{"handledAccessFs": [0, 16]}])");
    CHECK(raw_access(wanted).empty());
    CHECK(dropped_names(plan_enforcement(wanted, 8)) == "resolve_unix");
    CHECK_FALSE(plan_enforcement(wanted, 9).is_partial());
}

TEST_CASE("plan: a raw bit that must be supported, and one that is all there is") {
    const ResolvedPolicy wanted = policy(
        R"("ruleset": [{"handledAccessFs": ["execute", 20], "errorIfAnyUnsupported": true}])");
    CHECK(refusals(wanted, 12) == Lines{lacks("p.json:/ruleset/0", 12, "bit 20")});
    CHECK(refusals(wanted, 12, access_set(0x100000)).empty());
    CHECK(refusals(policy(R"("ruleset": [{"handledAccessFs": [20]}])"), 12) ==
          Lines{"p.json: " + kernel(12) +
                " can enforce nothing of the policy, which asks for bit 20; use a newer kernel"});
}

TEST_CASE("plan: what the kernel accepts but the policy does not ask for is not handled") {
    const Plan plan = plan_enforcement(policy(R"("ruleset": [{"handledAccessFs": ["execute"]}])"),
                                       12, access_set(0x20000, 0x10, 0x4));
    CHECK(plan.handled == access_set(0x1));
}

TEST_CASE("plan: logging control from ABI 10, of what is handled there") {
    const ResolvedPolicy wanted = policy(R"("abi": 9, "ruleset": [{
        "handledAccessFs": ["execute", 20], "handledAccessNet": ["bind_tcp", 21],
        "scoped": ["signal", 22], "quietAccessFs": ["execute", 20],
        "quietAccessNet": ["bind_tcp", 21], "quietScoped": ["signal", 22]}])");
    for (int abi = 6; abi <= 12; ++abi) {
        CAPTURE(abi);
        const Plan plan = plan_enforcement(wanted, abi);
        const bool has_quiet = abi >= 10;
        CHECK(plan.quiet[AccessClass::fs] == (has_quiet ? 0x1U : 0U));
        CHECK(plan.quiet[AccessClass::net] == (has_quiet ? 0x1U : 0U));
        CHECK(plan.quiet[AccessClass::scope] == (has_quiet ? 0x2U : 0U));
        CHECK(plan.dropped_quiet == !has_quiet);
        const std::string dropped = "bit 20, bit 21, bit 22";
        CHECK(dropped_names(plan) == (has_quiet ? dropped : dropped + ", quiet"));
    }
}

TEST_CASE("plan: quiet rules are kept for their flag alone, where there is one to set") {
    const ResolvedPolicy wanted = policy(R"("ruleset": [{"handledAccessFs": ["execute"],
        "handledAccessNet": ["bind_tcp"], "quietAccessFs": ["execute"],
        "quietAccessNet": ["bind_tcp"]}],
        "pathBeneath": [{"allowedAccess": [20], "parent": ["/a"], "quiet": true},
                        {"allowedAccess": [20], "parent": ["/b"]}],
        "netPort": [{"allowedAccess": ["bind_tcp"], "port": [1], "quiet": true},
                    {"allowedAccess": [9], "port": [2], "quiet": true}])");
    const Plan with = plan_enforcement(wanted, 10);
    REQUIRE(with.paths.size() == 1);
    CHECK(with.paths[0].allowed == 0);
    REQUIRE(with.ports.size() == 2);
    CHECK(with.ports[0].quiet);
    CHECK(with.ports[1].quiet);
    CHECK(with.ports[1].allowed == 0);
    const Plan without = plan_enforcement(wanted, 9);
    CHECK(without.paths.empty());
    REQUIRE(without.ports.size() == 1);
    CHECK_FALSE(without.ports[0].quiet);
}

TEST_CASE("plan: log flags need ABI 7, where they say something else than the default") {
    const auto dropped = [](const std::string& log, int abi) {
        const Plan plan =
            plan_enforcement(policy(log + R"("ruleset": [{"handledAccessFs": ["execute"]}])"), abi);
        CHECK(plan.dropped_log == (dropped_names(plan) == "log"));
        CHECK(plan.is_partial() == plan.dropped_log);
        return plan.dropped_log;
    };
    for (const std::string flag :
         {R"("sameExec": false)", R"("newExec": true)", R"("subdomains": false)"}) {
        CAPTURE(flag);
        CHECK(dropped("\"log\": {" + flag + "}, ", 6));
        CHECK_FALSE(dropped("\"log\": {" + flag + "}, ", 7));
    }
    CHECK_FALSE(dropped("", 6));
    CHECK_FALSE(dropped(R"("log": {}, )", 6));
    CHECK_FALSE(dropped(R"("log": {"sameExec": true, "newExec": false, "subdomains": true}, )", 6));
}

TEST_CASE("plan: everything that was dropped is named in one list") {
    const Plan plan = plan_enforcement(policy(R"("log": {"newExec": true},
        "ruleset": [{"handledAccessFs": ["execute", "truncate"], "scoped": ["signal"],
                     "quietAccessFs": ["execute"]}])"),
                                       2);
    CHECK(dropped_names(plan) == "truncate, signal, quiet, log");
}
