// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "policy/json/spelling.hpp"

using namespace landlock_preload;

namespace {

std::string hint(std::string_view word, std::initializer_list<std::string_view> vocabulary) {
    Spelling spelling(word);
    for (const std::string_view candidate : vocabulary) spelling.consider(candidate);
    return spelling.hint();
}

}  // namespace

TEST_CASE("spelling: one slip of each kind is understood") {
    const std::string meant = "; did you mean \"read_file\"?";
    CHECK(hint("raed_file", {"read_file"}) == meant);   // swapped
    CHECK(hint("red_file", {"read_file"}) == meant);    // left out
    CHECK(hint("reaad_file", {"read_file"}) == meant);  // doubled
    CHECK(hint("read-file", {"read_file"}) == meant);   // replaced
    CHECK(hint("ead_file", {"read_file"}) == meant);    // at the front
    CHECK(hint("read_fil", {"read_file"}) == meant);    // at the end
}

TEST_CASE("spelling: the nearest word wins, whatever the order") {
    const std::string meant = "; did you mean \"bind_tcp\"?";
    CHECK(hint("bind_tpc", {"bind_tcp", "bind_udp"}) == meant);
    CHECK(hint("bind_tpc", {"bind_udp", "bind_tcp"}) == meant);
    CHECK(hint("bind_tp", {"bind_udp", "connect_tcp", "bind_tcp"}) == meant);
}

TEST_CASE("spelling: the first of equally near words wins") {
    CHECK(hint("cat", {"bat", "rat"}) == "; did you mean \"bat\"?");
}

TEST_CASE("spelling: a swap counts once, a short word allows one slip") {
    // "ba" for "ab" is one swap; as two replacements it would be too far for a word of two bytes.
    CHECK(hint("ba", {"ab"}) == "; did you mean \"ab\"?");
    CHECK(hint("xy", {"ab"}).empty());
    CHECK(hint("prot", {"port"}) == "; did you mean \"port\"?");
}

TEST_CASE("spelling: what is far from everything gets no hint") {
    CHECK(hint("sandbox", {"abi", "ruleset", "netPort"}).empty());
    CHECK(hint("", {"abi", "ruleset"}).empty());
    CHECK(hint("anything", {}).empty());
}

TEST_CASE("spelling: long words are compared up to 32 bytes and harmless beyond") {
    const std::string longest(32, 'x');
    CHECK(hint(longest.substr(1), {longest}) == "; did you mean \"" + longest + "\"?");
    CHECK(hint(longest, {longest.substr(1)}) == "; did you mean \"" + longest.substr(1) + "\"?");
    CHECK(hint(std::string(33, 'x'), {longest}).empty());
    CHECK(hint(longest, {std::string(33, 'x')}).empty());
    CHECK(hint(std::string(1000000, 'x'), {"abi"}).empty());
}
