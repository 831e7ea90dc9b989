// SPDX-License-Identifier: MIT
#include "tool/run/environment_copy.hpp"

#include <doctest/doctest.h>

#include <iterator>

using namespace landlock_preload;

namespace {

using Entries = std::vector<std::string>;

Entries entries_of(EnvironmentCopy& copy) {
    Entries entries;
    for (char** entry = copy.entries(); *entry != nullptr; ++entry) entries.emplace_back(*entry);
    return entries;
}

EnvironmentCopy copy_of(std::vector<std::string>& texts) {
    std::vector<char*> entries;
    for (std::string& text : texts) entries.push_back(text.data());
    entries.push_back(nullptr);
    return EnvironmentCopy(entries.data());
}

}  // namespace

TEST_CASE("environment copy: a variable is set where it was, once, or at the end") {
    Entries texts = {"A=1", "LD_PRELOAD=x", "B=2", "LD_PRELOAD=y", "LD_PRELOADED=z", "NAKED"};
    EnvironmentCopy copy = copy_of(texts);
    CHECK(copy.value("LD_PRELOAD") == "y");
    CHECK(copy.value("NAKED").empty());
    copy.set("LD_PRELOAD", "ours:y");
    CHECK(entries_of(copy) ==
          Entries{"A=1", "LD_PRELOAD=ours:y", "B=2", "LD_PRELOADED=z", "NAKED"});
    copy.set("NEW", "");
    CHECK(entries_of(copy).back() == "NEW=");
    copy.set("A", "3");
    CHECK(entries_of(copy).front() == "A=3");
}

TEST_CASE("environment copy: what is removed is gone, however often it was there") {
    Entries texts = {"LANDLOCK_POLICY=a", "C=3", "LANDLOCK_POLICY=b"};
    EnvironmentCopy copy = copy_of(texts);
    copy.remove("LANDLOCK_POLICY");
    copy.remove("NONE");
    CHECK(entries_of(copy) == Entries{"C=3"});
    copy.set("LANDLOCK_POLICY", "c");
    CHECK(entries_of(copy) == Entries{"C=3", "LANDLOCK_POLICY=c"});
    CHECK(texts.front() == "LANDLOCK_POLICY=a");
}

TEST_CASE("environment copy: a copy of a copy does not change it") {
    Entries texts = {"A=1"};
    EnvironmentCopy copy = copy_of(texts);
    copy.set("B", "2");
    EnvironmentCopy other = copy;
    other.remove("B");
    other.set("A", "0");
    CHECK(entries_of(copy) == Entries{"A=1", "B=2"});
    CHECK(entries_of(other) == Entries{"A=0"});
}

TEST_CASE("environment copy: an empty environment takes variables") {
    Entries texts;
    EnvironmentCopy copy = copy_of(texts);
    CHECK(entries_of(copy).empty());
    copy.set("A", "1");
    CHECK(entries_of(copy) == Entries{"A=1"});
}
