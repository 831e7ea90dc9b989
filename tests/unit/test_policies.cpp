// SPDX-License-Identifier: MIT
//
// The policies in tests/policies: every bad one is refused with exactly the lines beside it, every
// good one comes to exactly the sets beside it.
//
// Whoever has the corpus made of the reference implementation's own tests can compare by hand, as
// nothing here looks outside of the repository:
//
//   python3 CORPUS/run_suite.py --cmd 'build/src/landlock-policy resolve --unescaped'
#include <doctest/doctest.h>

#include <filesystem>
#include <set>
#include <string>

#include "resolved_sets.hpp"
#include "sandbox/plan.hpp"
#include "support.hpp"
#include "test_policies.hpp"

using namespace landlock_preload;
namespace fs = std::filesystem;

namespace {

const fs::path kPolicies = TEST_POLICIES;

// The files with this extension, in whatever folder below this one they are, without it.
std::set<fs::path> stems(const fs::path& folder, const std::string& extension) {
    std::set<fs::path> found;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == extension) {
            found.insert(entry.path().parent_path() / entry.path().stem());
        }
    }
    return found;
}

Source read_policy(const fs::path& path) {
    return {SourceKind::file, path.filename(), read_whole(path)};
}

// The lines that a program prints, each with its end.
std::string refusal(const Source& source) {
    std::string text;
    for (const std::string& line :
         lines_of([&] { plan_enforcement(expand_policy(parse_policy(source)), 11); })) {
        text += line + "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("policies: every bad one is refused with exactly the lines beside it") {
    const std::set<fs::path> bad = stems(kPolicies / "bad", ".json");
    CHECK(bad == stems(kPolicies / "bad", ".expected"));
    CHECK(bad.size() >= 60);
    for (const fs::path& stem : bad) {
        CAPTURE(stem);
        const std::string expected = read_whole(stem.string() + ".expected");
        CHECK_FALSE(expected.empty());
        CHECK(refusal(read_policy(stem.string() + ".json")) == expected);
    }
}

TEST_CASE("policies: messages are one clause on one line, no capital, no full stop") {
    // What a message may begin with although it is a capital: a name.
    const auto starts_well = [](const std::string& what) {
        return what.starts_with("NUL ") || what.starts_with("Landlock ") ||
               (what[0] >= 'a' && what[0] <= 'z') || what[0] == '"' || what[0] == '\\' ||
               what[0] == '-' || (what[0] >= '0' && what[0] <= '9');
    };
    for (const fs::path& stem : stems(kPolicies / "bad", ".json")) {
        const Source source = read_policy(stem.string() + ".json");
        for (const Diagnostic& error :
             errors_of([&] { plan_enforcement(expand_policy(parse_policy(source)), 11); })) {
            CAPTURE(line_of(error));
            CHECK(error.location.starts_with(source.name));
            REQUIRE_FALSE(error.what.empty());
            CHECK(starts_well(error.what));
            CHECK(error.what.back() != '.');
            CHECK(error.what.size() < 200);
        }
    }
}

TEST_CASE("policies: errors of syntax stand alone") {
    for (const fs::path& stem : stems(kPolicies / "bad", ".json")) {
        CAPTURE(stem);
        const Source source = read_policy(stem.string() + ".json");
        const std::vector<Diagnostic> errors =
            errors_of([&] { plan_enforcement(expand_policy(parse_policy(source)), 11); });
        REQUIRE_FALSE(errors.empty());
        CHECK(errors.size() <= 20);
        const std::string& location = errors[0].location;  // of syntax: SOURCE:LINE:COLUMN
        if (location.find_first_not_of("0123456789:", source.name.size()) == std::string::npos &&
            location != source.name) {
            CHECK(errors.size() == 1);
        }
    }
}

TEST_CASE("policies: every good one comes to exactly the sets beside it") {
    const std::set<fs::path> good = stems(kPolicies / "good", ".json");
    CHECK(good == stems(kPolicies / "good", ".resolved"));
    CHECK(good.size() >= 20);
    for (const fs::path& stem : good) {
        CAPTURE(stem);
        const Source source = read_policy(stem.string() + ".json");
        ResolvedPolicy resolved;
        // What presets find depends on the machine.
        const ExpansionContext context = {nullptr,
                                          stem.filename().string().starts_with("extended-preset-")};
        CHECK(lines_of([&] { resolved = expand_policy(parse_policy(source), context); }).empty());
        CHECK(sets_of(resolved) ==
              sets_of(nlohmann::json::parse(read_whole(stem.string() + ".resolved"))));
        // Good means that it can be enforced, too.
        CHECK(lines_of([&] { plan_enforcement(resolved, 11); }).empty());
    }
}
