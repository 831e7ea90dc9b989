// SPDX-License-Identifier: MIT
//
// The table "What counts as enforced" for what extended policies may say of it: optional paths,
// paths that must be usable, features that must be there.
#include <doctest/doctest.h>

#include <cerrno>

#include "sandbox/assess.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

using Lines = std::vector<std::string>;

// A policy on /p0, /p1 ..., planned for ABI 7.
struct Start {
    ResolvedPolicy policy;
    Plan plan;
    Ruleset ruleset{UniqueFd(), RuleObjects(0), {}, {}, {}, {}};

    explicit Start(std::uint32_t paths, AccessMask handled_net = 0) {
        policy.source = "p.json";
        policy.handled[AccessClass::fs] = 0x4;
        policy.handled[AccessClass::net] = handled_net;
        for (std::uint32_t i = 0; i < paths; ++i) {
            policy.paths.push_back({"/p" + std::to_string(i), 0x4, {Section::path_beneath, i, 0}});
        }
        plan = plan_enforcement(policy, 7);
    }
    Start& optional(std::uint32_t index) {
        policy.paths[index].options.optional = true;
        return *this;
    }
    Start& must_be_usable(std::uint32_t index) {
        policy.paths[index].options.error_if_any_unusable_path = true;
        return *this;
    }
    Start& must_be_there() {
        policy.hard_requirement = true;
        return *this;
    }
    Start& unusable(std::uint32_t index, int code) {
        ruleset.unusable.push_back({index, code});
        return *this;
    }
    [[nodiscard]] Lines warnings(bool strict, const Lines& tampering = {}) const {
        Lines all;
        for (const Diagnostic& message :
             of_severity(Severity::warning, assess(policy, plan, ruleset, tampering, strict))) {
            all.push_back(message.location + ": " + message.what);
        }
        return all;
    }
    [[nodiscard]] Lines refusal(bool strict, const Lines& tampering = {}) const {
        return lines_of([&] { (void)assess(policy, plan, ruleset, tampering, strict); });
    }
};

constexpr const char* kHint =
    "; LANDLOCK_STRICT=1 refuses to start then, \"compatibility\": \"best_effort\" accepts it";
constexpr const char* kLacks =
    "p.json: not enforced, because this kernel (Landlock ABI 7) lacks it: bind_udp, "
    "connect_send_udp";

}  // namespace

TEST_CASE("assess: optional paths that were skipped are silent, also under STRICT") {
    Start start(3);
    start.optional(0).optional(1).optional(2);
    for (const bool strict : {false, true}) {
        CHECK(start.warnings(strict).empty());
        CHECK(start.refusal(strict).empty());
    }
    CHECK(start.must_be_there().warnings(false).empty());
}

TEST_CASE(
    "assess: a required path that is usable carries the start, whatever became of optional ones") {
    Start start(4);
    start.optional(2).optional(3);
    start.unusable(0, ENOENT).unusable(2, EACCES).unusable(3, EACCES);  // /p1 is usable
    CHECK(start.refusal(false).empty());
    CHECK(start.warnings(false).size() == 1);
}

TEST_CASE("assess: optional paths alone never refuse a start") {
    Start start(2);
    start.optional(0).optional(1).unusable(0, EACCES).unusable(1, EACCES);
    CHECK(start.refusal(false).empty());
}

TEST_CASE("assess: when every required path is unusable, optional ones do not help") {
    Start start(3);
    start.optional(2).unusable(0, ENOENT).unusable(1, EACCES);
    CHECK(start.refusal(false) ==
          Lines{"p.json: none of 2 paths could be opened (first: /p0: No such file or directory)"});
    CHECK(start.refusal(false).size() == 1);
}

TEST_CASE("assess: a path that must be usable refuses the start, named by its rule") {
    Start start(3);
    start.must_be_usable(1).unusable(0, ENOENT);
    CHECK(start.refusal(false).empty());  // another one's business
    start.unusable(1, EACCES);
    const Lines expected = {
        "p.json:/pathBeneath/1/parent/0: cannot open \"/p1\": Permission denied; "
        "errorIfAnyUnusablePath makes this an error"};
    CHECK(start.refusal(false) == expected);
    const Lines strict = start.refusal(true);
    REQUIRE(strict.size() == 2);
    CHECK(strict[0].ends_with("; LANDLOCK_STRICT=1 makes this an error"));
    CHECK(strict[1] == expected[0]);
}

TEST_CASE("assess: hard_requirement makes an error of what the kernel lacks") {
    Start start(1, 0xf);
    CHECK(start.refusal(false).empty());
    CHECK(start.warnings(false) == Lines{std::string(kLacks) + kHint});
    start.must_be_there();
    CHECK(start.refusal(false) ==
          Lines{std::string(kLacks) +
                "; \"compatibility\": \"hard_requirement\" makes this an error"});
    CHECK(start.refusal(true).size() == 1);
}

TEST_CASE("assess: hard_requirement covers logging flags as well") {
    Start start(1);
    start.policy.quiet[AccessClass::fs] = 0x4;
    start.plan = plan_enforcement(start.policy, 9);
    CHECK(start.warnings(false).size() == 1);
    CHECK(start.must_be_there().refusal(false) ==
          Lines{"p.json: not enforced, because this kernel (Landlock ABI 9) lacks it: quiet; "
                "\"compatibility\": \"hard_requirement\" makes this an error"});
    start.plan = plan_enforcement(start.policy, 10);
    CHECK(start.refusal(false).empty());

    Start logging(1);
    logging.policy.log.new_exec = true;
    logging.plan = plan_enforcement(logging.policy, 6);
    CHECK(logging.must_be_there().refusal(false).size() == 1);
    logging.plan = plan_enforcement(logging.policy, 7);
    CHECK(logging.refusal(false).empty());
}

TEST_CASE("assess: hard_requirement speaks of the kernel, not of paths") {
    Start start(2);
    start.must_be_there().unusable(0, ENOENT);
    CHECK(start.refusal(false).empty());
    CHECK(start.warnings(false).size() == 1);
}

TEST_CASE("assess: hard_requirement makes an error of tampering") {
    Start start(1);
    CHECK(start.warnings(false, {"the policy lets it"}) == Lines{"p.json: the policy lets it"});
    CHECK(start.must_be_there().refusal(false, {"the policy lets it"}) ==
          Lines{"p.json: the policy lets it"});
    CHECK(start.refusal(false).empty());
}

TEST_CASE("assess: refer that ABI 1 cannot grant is lacking under hard_requirement") {
    Start start(1);
    start.policy.handled[AccessClass::fs] |= 0x2000;
    start.policy.paths[0].allowed_access |= 0x2000;
    start.plan = plan_enforcement(start.policy, 1);
    CHECK(start.refusal(false).empty());
    CHECK(start.must_be_there().refusal(false).size() == 1);
}

TEST_CASE("assess: all that is wrong is said at once") {
    Start start(3, 0xf);
    start.must_be_there().must_be_usable(2).unusable(2, ENOENT);
    const Lines lines = start.refusal(false, {"the policy lets it"});
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].starts_with(kLacks));
    CHECK(lines[1].starts_with("p.json:/pathBeneath/2/parent/0: "));
    CHECK(lines[2] == "p.json: the policy lets it");
}
