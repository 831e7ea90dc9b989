// SPDX-License-Identifier: MIT
//
// The table "What counts as enforced" of the policy reference: silence, a warning, or an error.
#include <doctest/doctest.h>

#include <cerrno>

#include "../lib/landlock_facts.hpp"
#include "sandbox/assess.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

struct Judgement {
    std::vector<Diagnostic> warnings;
    std::vector<Diagnostic> notes;
};

// A policy with this many paths, /p0, /p1 ..., planned for a kernel, of which some are unusable.
struct Start {
    ResolvedPolicy policy;
    Plan plan;
    Ruleset ruleset{UniqueFd(), RuleObjects(0), {}, {}, {}, {}};

    Start(std::uint32_t paths, int abi, AccessMask handled_net = 0) {
        policy.source = "p.json";
        policy.handled[AccessClass::fs] = 0x5;
        policy.handled[AccessClass::net] = handled_net;
        for (std::uint32_t i = 0; i < paths; ++i) {
            policy.paths.push_back({"/p" + std::to_string(i), 0x4, {Section::path_beneath, i, 0}});
        }
        plan = plan_enforcement(policy, abi);
    }

    Start& unusable(std::uint32_t index, int code) {
        ruleset.unusable.push_back({index, code});
        return *this;
    }

    [[nodiscard]] Judgement judged(bool strict,
                                   const std::vector<std::string>& tampering = {}) const {
        const auto events = assess(policy, plan, ruleset, tampering, strict);
        return {of_severity(Severity::warning, events), of_severity(Severity::note, events)};
    }
    [[nodiscard]] std::vector<std::string> refusal(
        bool strict, const std::vector<std::string>& tampering = {}) const {
        return lines_of([&] { (void)judged(strict, tampering); });
    }
};

using Lines = std::vector<std::string>;

Lines lines(const std::vector<Diagnostic>& messages) {
    Lines all;
    for (const Diagnostic& message : messages)
        all.push_back(message.location + ": " + message.what);
    return all;
}

constexpr const char* kHint =
    "; LANDLOCK_STRICT=1 refuses to start then, \"compatibility\": \"best_effort\" accepts it";
constexpr const char* kLacks =
    "p.json: not enforced, because this kernel (Landlock ABI 7) lacks it: bind_udp, "
    "connect_send_udp";

}  // namespace

TEST_CASE("assess: silent when all that was asked for is in force") {
    for (const bool strict : {false, true}) {
        const Judgement judgement = Start(3, 7, 0x3).judged(strict);
        CHECK(judgement.warnings.empty());
        CHECK(judgement.notes.empty());
        CHECK(Start(0, 7).judged(strict).warnings.empty());
    }
}

TEST_CASE("assess: what the kernel lacks is a note where that is accepted by name") {
    Start start(1, 7, 0xf);
    start.policy.best_effort = true;
    CHECK(start.judged(false).warnings.empty());
    CHECK(lines(start.judged(false).notes) == Lines{kLacks});
    CHECK(start.refusal(true) ==
          Lines{std::string(kLacks) + "; LANDLOCK_STRICT=1 makes this an error"});
}

TEST_CASE("assess: a right that the kernel lacks is a warning, and an error under STRICT") {
    const Start start(1, 7, 0xf);
    CHECK(lines(start.judged(false).warnings) == Lines{std::string(kLacks) + kHint});
    CHECK(start.judged(false).notes.empty());
    CHECK(start.refusal(true) ==
          Lines{std::string(kLacks) + "; LANDLOCK_STRICT=1 makes this an error"});
}

TEST_CASE("assess: refer that ABI 1 cannot grant is a warning, and an error under STRICT") {
    Start start(1, 1);
    start.policy.handled[AccessClass::fs] |= 0x2000;
    start.policy.paths[0].allowed_access |= 0x2000;
    start.plan = plan_enforcement(start.policy, 1);
    const std::string what =
        "this kernel (Landlock ABI 1) denies renames and links between directories even where the "
        "policy grants refer";
    CHECK(lines(start.judged(false).warnings) == Lines{"p.json: " + what + kHint});
    CHECK(start.refusal(true) ==
          Lines{"p.json: " + what + "; LANDLOCK_STRICT=1 makes this an error"});
    // With other rights that are lacking: still one line.
    start.policy.handled[AccessClass::fs] |= 0x4000;
    start.plan = plan_enforcement(start.policy, 1);
    CHECK(lines(start.judged(false).warnings) ==
          Lines{"p.json: not enforced, because this kernel (Landlock ABI 1) lacks it: truncate; " +
                what + kHint});
}

TEST_CASE("assess: refer that nobody asks for is no finding at ABI 1") {
    Start start(1, 1);
    start.policy.handled[AccessClass::fs] |= 0x2000;
    start.plan = plan_enforcement(start.policy, 1);
    CHECK(start.judged(false).warnings.empty());
    CHECK(start.refusal(true).empty());
}

TEST_CASE("assess: unusable paths are one warning, a note each, and an error each under STRICT") {
    Start start(12, 7);
    start.unusable(4, ENOENT).unusable(5, EACCES).unusable(11, ENOTDIR);
    const Judgement judgement = start.judged(false);
    CHECK(lines(judgement.warnings) ==
          Lines{"p.json: 3 of 12 paths could not be opened (first: /p4: No such file or "
                "directory); LANDLOCK_LOG=info lists all"});
    const Lines each = {
        "p.json:/pathBeneath/4/parent/0: cannot open \"/p4\": No such file or directory",
        "p.json:/pathBeneath/5/parent/0: cannot open \"/p5\": Permission denied",
        "p.json:/pathBeneath/11/parent/0: cannot open \"/p11\": Not a directory"};
    CHECK(lines(judgement.notes) == each);
    Lines refused = each;
    for (std::string& line : refused) line += "; LANDLOCK_STRICT=1 makes this an error";
    CHECK(start.refusal(true) == refused);
}

TEST_CASE("assess: paths are counted as the kernel of the plan holds them") {
    // One of three rules asks only for what this kernel lacks: it is not opened, so it cannot fail.
    Start start(3, 7);
    start.policy.handled[AccessClass::fs] |= 0x10000;
    start.policy.paths[0].allowed_access = 0x10000;
    start.plan = plan_enforcement(start.policy, 7);
    start.unusable(2, ENOENT);
    const Lines warnings = lines(start.judged(false).warnings);
    REQUIRE(warnings.size() == 2);
    CHECK(warnings[1].starts_with("p.json: 1 of 2 paths could not be opened (first: /p2: "));
}

TEST_CASE("assess: when no path is usable nothing can run, and that is an error") {
    Start start(5, 7);
    for (std::uint32_t i = 0; i < 5; ++i) start.unusable(i, ENOENT);
    const auto errors = errors_of([&] { (void)start.judged(false); });
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].location == "p.json");
    CHECK(errors[0].what.starts_with("none of 5 paths could be opened"));
    CHECK(errors[0].what.find("/p0: No such file or directory") != std::string::npos);
    CHECK(errors[0].error_number == ENOENT);
    CHECK(start.refusal(true).size() == 5);  // STRICT names them all
}

TEST_CASE("assess: one path, unusable, is an error too; none asked for is not") {
    CHECK(Start(1, 7).unusable(0, ENOENT).refusal(false).size() == 1);
    CHECK(Start(0, 7).refusal(false).empty());
}

TEST_CASE("assess: tampering is a warning, and an error under STRICT") {
    const Start start(1, 7);
    CHECK(lines(start.judged(false, {"the policy lets it"}).warnings) ==
          Lines{"p.json: the policy lets it"});
    CHECK(start.refusal(true, {"the policy lets it", "everyone may"}) ==
          Lines{"p.json: the policy lets it", "p.json: everyone may"});
}

TEST_CASE("assess: rights, paths and tampering are a warning each, in this order") {
    Start start(4, 7, 0xf);
    start.unusable(1, EACCES).unusable(2, ENOENT);
    const std::vector<Diagnostic> warnings = start.judged(false, {"a", "b"}).warnings;
    REQUIRE(warnings.size() == 3);
    CHECK(lines(warnings)[0] == std::string(kLacks) + kHint);
    CHECK(warnings[0].event == LANDLOCK_PRELOAD_EVENT_RIGHTS_DROPPED);
    CHECK(warnings[1].what.starts_with("2 of 4 paths could not be opened"));
    CHECK(warnings[1].event == LANDLOCK_PRELOAD_EVENT_PATHS_UNUSABLE);
    CHECK(warnings[1].error_number == EACCES);
    CHECK(lines(warnings)[2] == "p.json: a; b");
    CHECK(warnings[2].event == LANDLOCK_PRELOAD_EVENT_TAMPERING);
}

TEST_CASE("assess: under STRICT every finding is an error, 20 at most") {
    Start start(30, 7, 0xf);
    start.unusable(0, ENOENT);
    CHECK(start.refusal(true, {"a"}).size() == 3);
    for (std::uint32_t i = 1; i < 30; ++i) start.unusable(i, ENOENT);
    CHECK(start.refusal(true, {"a"}).size() == 20);
}

TEST_CASE("assess: errors of STRICT are the kernel's, with the errno of the path") {
    Start start(2, 7);
    start.unusable(1, EACCES);
    const auto errors = errors_of([&] { (void)start.judged(true); });
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].error_number == EACCES);
}

TEST_CASE("assess: writing to a single file is a note, where the policy did not say what it is") {
    Start start(6, 7);
    start.policy.paths[1].options.type = PathType::file;
    start.policy.paths[2].location.section = Section::preset;
    start.policy.paths[4].location.index = 3;  // the matches of one glob
    start.ruleset.written_files = {0, 1, 2, 3, 4, 5};
    for (const bool strict : {false, true}) {
        const Judgement judgement = start.judged(strict);
        CHECK(judgement.warnings.empty());
        const std::string note =
            "write_file on a single file: programs that replace files rather than write them need "
            "the directory";
        CHECK(lines(judgement.notes) == Lines{"p.json:/pathBeneath/0/parent/0: " + note,
                                              "p.json:/pathBeneath/3/parent/0: " + note,
                                              "p.json:/pathBeneath/5/parent/0: " + note});
    }
}

TEST_CASE("assess: a clamped abi is a note, never a warning, also under STRICT") {
    for (const bool strict : {false, true}) {
        Start start(1, 7);
        start.policy.abi_clamped_from = 99;
        const Judgement judgement = start.judged(strict);
        CHECK(judgement.warnings.empty());
        CHECK(lines(judgement.notes) ==
              Lines{"p.json:/abi: abi 99 is newer than this library; groups mean what they do at "
                    "abi " +
                    std::to_string(landlock_facts::kNewest)});
    }
}
