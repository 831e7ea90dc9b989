// SPDX-License-Identifier: MIT
//
// Finding our variables, and LANDLOCK_POLICY's way to LANDLOCK_LAYERS. LD_PRELOAD has a file of its
// own, test_environment_preload.cpp, and so has secure mode.
#include <doctest/doctest.h>
#include <sys/auxv.h>

#include "fake_process.hpp"
#include "preload/environment.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

const OwnObject kOwn("/usr/lib/liblandlock_preload.so");

// The entries after a scrub in which everything else stays sound and in place.
Entries scrubbed(const Entries& before) {
    FakeProcess process(before);
    scrub_environment(process.envp(), kOwn, process.block());
    CHECK(process.is_sound());
    CHECK(process.entries().size() == before.size());
    for (std::size_t i = 0; i < before.size(); ++i) CHECK(process.is_in_place(i));
    return process.entries();
}

// What is set twice, or nothing.
std::string contradiction(const Entries& entries) {
    FakeProcess process(entries);
    return std::string(find_requests(process.envp()).contradiction);
}

}  // namespace

TEST_CASE("environment: our variables are found by their whole names") {
    FakeProcess process({"LANDLOCK_POLICYX=no", "XLANDLOCK_POLICY=no", "LANDLOCK_POLICY",
                         "landlock_policy=no", "LANDLOCK_POLICY={}", "LANDLOCK_REPORT=fd:4",
                         "LANDLOCK_STRICT=1", "LANDLOCK_LOG=info", "PATH=/LANDLOCK_POLICY=/no"});
    const Requests requests = find_requests(process.envp());
    CHECK(requests.policy == process.envp()[4] + 16);
    CHECK(std::string(requests.policy) == "{}");
    CHECK(std::string(requests.report) == "fd:4");
    CHECK(std::string(requests.strict) == "1");
    CHECK(std::string(requests.log) == "info");
}

TEST_CASE("environment: unset is not empty") {
    FakeProcess unset({"PATH=/bin"});
    CHECK(find_requests(unset.envp()).policy == nullptr);
    CHECK(find_requests(unset.envp()).report == nullptr);
    CHECK(find_requests(unset.envp()).strict == nullptr);
    CHECK(find_requests(unset.envp()).log == nullptr);
    FakeProcess empty({"LANDLOCK_POLICY="});
    REQUIRE(find_requests(empty.envp()).policy != nullptr);
    CHECK(std::string(find_requests(empty.envp()).policy).empty());
}

TEST_CASE("environment: no environment at all is an empty one") {
    CHECK(find_requests(nullptr).policy == nullptr);
    FakeProcess none({});
    CHECK(find_requests(none.envp()).policy == nullptr);
    CHECK_FALSE(is_preload_request(nullptr, kOwn));
    erase_requests(nullptr, {});
}

TEST_CASE("environment: set twice is an error unless the values are the same") {
    for (const std::string name :
         {"LANDLOCK_POLICY", "LANDLOCK_REPORT", "LANDLOCK_STRICT", "LANDLOCK_LOG"}) {
        CHECK(contradiction({name + "=a", "X=1", name + "=b"}) == name + "=");
        CHECK(contradiction({name + "=", name + "=b"}) == name + "=");
        CHECK(contradiction({name + "=a", name + "=a", name + "=ab"}) == name + "=");
        CHECK(contradiction({name + "=a", "X=1", name + "=a"}).empty());
        CHECK(contradiction({name + "=", name + "="}).empty());
    }
}

TEST_CASE("environment: a report that is asked for in two places goes to neither") {
    FakeProcess two({"LANDLOCK_REPORT=/a", "LANDLOCK_REPORT=/b"});
    CHECK(find_requests(two.envp()).report == nullptr);
    FakeProcess same({"LANDLOCK_REPORT=/a", "LANDLOCK_REPORT=/a"});
    CHECK(std::string(find_requests(same.envp()).report) == "/a");
}

TEST_CASE("environment: a request for a report is emptied, wherever its string lies") {
    CHECK(scrubbed({"A=1", "LANDLOCK_REPORT=/run/report", "LANDLOCK_POLICY={}", "B=2"}) ==
          Entries{"A=1", "LANDLOCK_REPORT=", "LANDLOCK_LAYERS=1", "B=2"});
    FakeProcess process({"A=1", "X="});
    static const char report[] = "LANDLOCK_REPORT=/literal";
    process.replace(1, const_cast<char*>(report));
    scrub_environment(process.envp(), kOwn, process.block());
    CHECK(process.entries() == Entries{"A=1", "LANDLOCK_REPORT="});
    CHECK(std::string(report) == "LANDLOCK_REPORT=/literal");
}

TEST_CASE("environment: the number of layers is told") {
    const auto layers = [](const Entries& entries) {
        FakeProcess process(entries);
        return scrub_environment(process.envp(), kOwn, process.block());
    };
    CHECK(layers({"LANDLOCK_POLICY={}"}) == 1);
    CHECK(layers({"LANDLOCK_POLICY={}", "LANDLOCK_LAYERS=2"}) == 3);
    CHECK(layers({"LANDLOCK_POLICY={}", "LANDLOCK_LAYERS=9"}) == 9);
}

TEST_CASE("environment: the policy's slot becomes the number of layers, in place") {
    CHECK(scrubbed({"A=1", "LANDLOCK_POLICY={\"abi\": 5}", "B=2"}) ==
          Entries{"A=1", "LANDLOCK_LAYERS=1", "B=2"});
    CHECK(scrubbed({"LANDLOCK_POLICY=/p"}) == Entries{"LANDLOCK_LAYERS=1"});
    CHECK(scrubbed({"LANDLOCK_POLICY=x"}) == Entries{"LANDLOCK_LAYERS=1"});
}

TEST_CASE("environment: nothing of the policy stays in memory") {
    FakeProcess process({"A=1", "LANDLOCK_POLICY=/etc/secret.json", "B=2"});
    scrub_environment(process.envp(), kOwn, process.block());
    std::string expected("A=1\0LANDLOCK_LAYERS=1", 21);
    expected += std::string(std::string("/etc/secret.json").size() - 1, '\0');
    expected += std::string("\0B=2\0", 5);
    CHECK(process.bytes() == expected);
}

TEST_CASE("environment: every slot of the policy becomes a count") {
    CHECK(scrubbed({"LANDLOCK_POLICY=/p", "LANDLOCK_POLICY=/p"}) ==
          Entries{"LANDLOCK_LAYERS=1", "LANDLOCK_LAYERS=1"});
}

TEST_CASE("environment: a count goes up by one, and all slots agree") {
    CHECK(scrubbed({"LANDLOCK_LAYERS=1", "LANDLOCK_POLICY=/p"}) ==
          Entries{"LANDLOCK_LAYERS=2", "LANDLOCK_LAYERS=2"});
    CHECK(scrubbed({"LANDLOCK_POLICY=/p", "X=1", "LANDLOCK_LAYERS=4"}) ==
          Entries{"LANDLOCK_LAYERS=5", "X=1", "LANDLOCK_LAYERS=5"});
    CHECK(scrubbed({"LANDLOCK_LAYERS=3", "LANDLOCK_LAYERS=1", "LANDLOCK_POLICY=/p"}) ==
          Entries(3, "LANDLOCK_LAYERS=4"));
    CHECK(scrubbed({"LANDLOCK_LAYERS=1", "LANDLOCK_LAYERS=3", "LANDLOCK_POLICY=/p"}) ==
          Entries(3, "LANDLOCK_LAYERS=4"));
}

TEST_CASE("environment: nine means nine or more") {
    CHECK(scrubbed({"LANDLOCK_LAYERS=8", "LANDLOCK_POLICY=/p"})[1] == "LANDLOCK_LAYERS=9");
    CHECK(scrubbed({"LANDLOCK_LAYERS=9", "LANDLOCK_POLICY=/p"}) == Entries(2, "LANDLOCK_LAYERS=9"));
    CHECK(scrubbed({"LANDLOCK_LAYERS=10", "LANDLOCK_POLICY=/p"}) ==
          Entries(2, "LANDLOCK_LAYERS=9"));
    CHECK(scrubbed({"LANDLOCK_LAYERS=99999999999999999999999", "LANDLOCK_POLICY=/p"}) ==
          Entries(2, "LANDLOCK_LAYERS=9"));
}

TEST_CASE("environment: a count that is no number counts as 0") {
    for (const std::string value : {"x", "3x", "x3", "-1", " 2", "2 ", "0x2", "0", "00"}) {
        CAPTURE(value);
        CHECK(scrubbed({"LANDLOCK_LAYERS=" + value, "LANDLOCK_POLICY=/p"}) ==
              Entries(2, "LANDLOCK_LAYERS=1"));
    }
    CHECK(scrubbed({"LANDLOCK_LAYERS=2x", "LANDLOCK_LAYERS=3", "LANDLOCK_POLICY=/p"}) ==
          Entries(3, "LANDLOCK_LAYERS=4"));
    CHECK(scrubbed({"LANDLOCK_LAYERS=007", "LANDLOCK_POLICY=/p"}) ==
          Entries(2, "LANDLOCK_LAYERS=8"));
}

TEST_CASE("environment: a count's slot without room points elsewhere, so that readers agree") {
    FakeProcess process({"LANDLOCK_LAYERS=", "LANDLOCK_POLICY=/p"});
    scrub_environment(process.envp(), kOwn, process.block());
    CHECK(process.entries() == Entries(2, "LANDLOCK_LAYERS=1"));
    CHECK_FALSE(process.is_in_place(0));
    CHECK(process.is_sound());
}

TEST_CASE("environment: what is not ours is not touched, byte for byte") {
    const Entries others = {"PATH=/bin:/usr/bin",
                            "",
                            "=C:",
                            "LANDLOCK_LAYERSX=3",
                            "NOEQUALS",
                            "LANDLOCK_LOG=info",
                            "LANDLOCK_STRICT=1",
                            "LD_PRELOAD=/lib/libm.so.6",
                            "LD_LIBRARY_PATH=/x",
                            "LD_PRELOADX=liblandlock_preload.so",
                            "XLD_PRELOAD=liblandlock_preload.so"};
    Entries before = others;
    before.push_back("LANDLOCK_POLICY=/p");
    Entries after = others;
    after.push_back("LANDLOCK_LAYERS=1");
    CHECK(scrubbed(before) == after);
}

TEST_CASE("environment: a literal is replaced, and itself left alone") {
    FakeProcess process({"A=1", "LANDLOCK_POLICY=/p", "LANDLOCK_LAYERS=2"});
    static const char policy[] = "LANDLOCK_POLICY=/literal";
    static const char layers[] = "LANDLOCK_LAYERS=5";
    process.replace(1, const_cast<char*>(policy));
    process.replace(2, const_cast<char*>(layers));
    scrub_environment(process.envp(), kOwn, process.block());
    CHECK(process.entries() == Entries{"A=1", "LANDLOCK_LAYERS=6", "LANDLOCK_LAYERS=6"});
    CHECK_FALSE(process.is_in_place(1));
    CHECK_FALSE(process.is_in_place(2));
    CHECK(std::string(policy) == "LANDLOCK_POLICY=/literal");
    CHECK(std::string(layers) == "LANDLOCK_LAYERS=5");
    CHECK(process.bytes() == std::string("A=1\0LANDLOCK_POLICY=/p\0LANDLOCK_LAYERS=2\0", 41));
    CHECK(process.is_sound());
}

// Whoever allocated it frees what is in the slot.
TEST_CASE("environment: a string of the program's own memory is edited there") {
    FakeProcess process({"A=", "B=", "C=", "D=", "E="});
    std::string strings[] = {"LANDLOCK_POLICY=/p", "LANDLOCK_REPORT=/r",
                             "LANDLOCK_LAYERS=", "LD_PRELOAD=/x:/liblandlock_preload.so",
                             "LD_PRELOAD=liblandlock_preload.so"};
    for (std::size_t i = 0; i < std::size(strings); ++i) process.replace(i, strings[i].data());
    scrub_environment(process.envp(), kOwn, process.block());
    CHECK(process.entries() == Entries{"LANDLOCK_LAYERS=1", "LANDLOCK_REPORT=", "LANDLOCK_LAYERS=",
                                       "LD_PRELOAD=/x", "LANDLOCK_LAYERS=1"});
    for (std::size_t i = 0; i < std::size(strings); ++i) CHECK(process.is_in_place(i));
}

TEST_CASE("environment: an array that cannot be written to is an error, or left alone") {
    static const char* const array[] = {"A=1", "LANDLOCK_POLICY=/p", "LD_PRELOAD=/x", nullptr};
    auto** envp = const_cast<char**>(array);
    CHECK_THROWS(scrub_environment(envp, kOwn, {}));
    erase_requests(envp, {});
    CHECK(std::string(array[1]) == "LANDLOCK_POLICY=/p");
}

TEST_CASE("environment: replaced counts of different processes stay apart") {
    static const char one[] = "LANDLOCK_LAYERS=1";
    static const char two[] = "LANDLOCK_LAYERS=2";
    FakeProcess first({"X="});
    FakeProcess second({"X="});
    first.replace(0, const_cast<char*>(one));
    second.replace(0, const_cast<char*>(two));
    scrub_environment(first.envp(), kOwn, first.block());
    scrub_environment(second.envp(), kOwn, second.block());
    CHECK(first.entries() == Entries{"LANDLOCK_LAYERS=2"});
    CHECK(second.entries() == Entries{"LANDLOCK_LAYERS=3"});
}

TEST_CASE("environment: a block holds its first byte and not its end") {
    const char text[4] = "abc";
    const auto begin = reinterpret_cast<std::uintptr_t>(&text[0]);
    const StringBlock block = {begin + 1, begin + 3};
    CHECK_FALSE(block.contains(&text[0]));
    CHECK(block.contains(&text[1]));
    CHECK(block.contains(&text[2]));
    CHECK_FALSE(block.contains(&text[3]));
    CHECK_FALSE(StringBlock{}.contains(text));
}

TEST_CASE("environment: this process's block holds its environment and nothing of ours") {
    const StringBlock block = StringBlock::of_this_process();
    // /proc/self/environ is read from the very place where the kernel put the strings.
    const std::string initial = read_whole("/proc/self/environ");
    if (!initial.empty()) {
        const auto* last = reinterpret_cast<const char*>(getauxval(AT_EXECFN)) - 1;
        CHECK(block.contains(last));
        CHECK(std::string(last - initial.size() + 1, initial.size()) == initial);
        CHECK(block.contains(last - initial.size() + 1));
    }
    const char on_stack[] = "x";
    static const char literal[] = "y";
    CHECK_FALSE(block.contains(on_stack));
    CHECK_FALSE(block.contains(literal));
    CHECK_FALSE(block.contains(std::string("z").c_str()));
}
