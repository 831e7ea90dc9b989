// SPDX-License-Identifier: MIT
//
// Where something was written, as text.
#include <doctest/doctest.h>

#include <cstring>

#include "base/location.hpp"
#include "policy/policy.hpp"

using namespace landlock_preload;

namespace {

std::string pointer_to(const Location& location) {
    Pointer pointer;
    std::memset(pointer, '!', sizeof(pointer));
    write_pointer(location, pointer);
    return pointer;
}

}  // namespace

TEST_CASE("location: a pointer names the section, the entry and the item in it") {
    CHECK(pointer_to({Section::path_beneath, 12, 345}) == "/pathBeneath/12/parent/345");
    CHECK(pointer_to({Section::path_beneath, 12}) == "/pathBeneath/12");
    CHECK(pointer_to({Section::net_port, 1, 2}) == "/netPort/1/port/2");
    CHECK(pointer_to({Section::variable, 0, 0}) == "/variable/0/literal/0");
    CHECK(pointer_to({Section::preset, 3}) == "/preset/3");
    CHECK(pointer_to({Section::ruleset, 1}) == "/ruleset/1");
    CHECK(pointer_to({Section::include, 0}) == "/include/0");
    CHECK(pointer_to({Section::abi}) == "/abi");
    CHECK(pointer_to({Section::log}) == "/log");
}

TEST_CASE("location: the longest pointer fits") {
    CHECK(pointer_to({Section::path_beneath, 4294967294, 4294967294}) ==
          "/pathBeneath/4294967294/parent/4294967294");
}

TEST_CASE("location: the text begins with the file that it was written in") {
    ResolvedPolicy policy;
    policy.source = "p.json";
    policy.included = {"q.json"};
    CHECK(policy.text_of({Section::path_beneath, 12, 345}) == "p.json:/pathBeneath/12/parent/345");
    CHECK(policy.text_of({Section::preset, 3, kNoIndex, 1}) == "q.json:/preset/3");
}
