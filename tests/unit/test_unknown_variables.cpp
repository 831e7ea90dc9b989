// SPDX-License-Identifier: MIT
#include "preload/unknown_variables.hpp"

#include <doctest/doctest.h>

#include "fake_process.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

std::string unknown(const Entries& entries) {
    FakeProcess process(entries);
    return describe_unknown_variables(process.envp());
}

std::string misplaced(const Entries& entries) {
    FakeProcess process(entries);
    return find_misplaced_policy(process.envp(), find_requests(process.envp()));
}

}  // namespace

TEST_CASE("unknown variables: ours and those of others are none") {
    CHECK(describe_unknown_variables(nullptr).empty());
    CHECK(unknown({}).empty());
    CHECK(unknown({"LANDLOCK_POLICY={}", "LANDLOCK_REPORT=", "LANDLOCK_STRICT=1",
                   "LANDLOCK_LOG=", "LANDLOCK_THREADS=", "LANDLOCK_LAYERS=1",
                   "LANDLOCK_REPORT_FORM=", "LANDLOCK_LABEL="})
              .empty());
    CHECK(unknown({"PATH=/bin", "LANG=C", "LANGUAGE=en", "LAND=LANDLOCK_STRIKT", "LA=1"}).empty());
}

TEST_CASE("unknown variables: a misspelt one is named with what was meant") {
    CHECK(unknown({"LANDLOCK_STRIKT=1"}) ==
          "unknown variable \"LANDLOCK_STRIKT\"; did you mean \"LANDLOCK_STRICT\"?");
    CHECK(unknown({"landlock_policy={}"}) ==
          "unknown variable \"landlock_policy\"; did you mean \"LANDLOCK_POLICY\"?");
    CHECK(unknown({"LANDLOK_LOG=info"}) ==
          "unknown variable \"LANDLOK_LOG\"; did you mean \"LANDLOCK_LOG\"?");
    CHECK(unknown({"LANDLOCK_SOMETHING=1"}) == "unknown variable \"LANDLOCK_SOMETHING\"");
}

TEST_CASE("unknown variables: one of ours without a value is named") {
    CHECK(unknown({"LANDLOCK_STRICT"}) == R"("LANDLOCK_STRICT" has no "=" in the environment)");
    CHECK(misplaced({"LANDLOCK_POLICY"}) == R"(; "LANDLOCK_POLICY" has no "=" in the environment)");
    CHECK(unknown({"LANDLOCK_STRIKT", "LANDLOCK_LOG"}) ==
          "unknown variable \"LANDLOCK_STRIKT\"; did you mean \"LANDLOCK_STRICT\"?; "
          R"("LANDLOCK_LOG" has no "=" in the environment)");
}

TEST_CASE("unknown variables: three are named, and the others counted") {
    CHECK(
        unknown({"LANDLOCK_A1=", "LANDLOCK_B2=", "LANDLOCK_C3=", "LANDLOCK_D4=", "LANDLOCK_E5="}) ==
        "unknown variable \"LANDLOCK_A1\"; unknown variable \"LANDLOCK_B2\"; unknown variable "
        "\"LANDLOCK_C3\"; 2 more");
}

TEST_CASE("unknown variables: a policy that is under another name is found") {
    CHECK(misplaced({"PATH=/bin"}).empty());
    CHECK(misplaced({"LANDLOCK_POLICIES=/p.json"}) ==
          "; unknown variable \"LANDLOCK_POLICIES\"; did you mean \"LANDLOCK_POLICY\"?");
    CHECK(misplaced({"LANDLOCK_STRICT=/p.json"}) ==
          "; LANDLOCK_STRICT is \"/p.json\"; did you mean \"LANDLOCK_POLICY\"?");
    CHECK(misplaced({"LANDLOCK_LOG={\"a\":1}"}) ==
          "; LANDLOCK_LOG is \"{\"a\":1}\"; did you mean \"LANDLOCK_POLICY\"?");
    CHECK(misplaced({"LANDLOCK_STRICT=1"}).empty());
}
