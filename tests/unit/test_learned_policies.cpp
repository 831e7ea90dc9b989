// SPDX-License-Identifier: MIT
//
// tests/policies/learned has, for the rules of the decision list (observe/synthesis.cpp) by their
// numbers, what a run needed and the policy that is to be made of it; and, as NUMBER-not-..., what
// they must not do.
//
// What an object without a path needs (1), and by which of its names one is called (22), the engine
// decides.
#include <doctest/doctest.h>

#include <filesystem>
#include <set>
#include <string>

#include "fake_machine.hpp"
#include "observe/synthesis.hpp"
#include "support.hpp"
#include "test_policies.hpp"
#include "tool/draft_text.hpp"

using namespace landlock_preload;
namespace fs = std::filesystem;

namespace {

const fs::path kLearned = fs::path(TEST_POLICIES) / "learned";
constexpr int kAbi = 7;

// What was seen is there, and whatever it lies in.
void add_directories(FakeMachine& machine, const Learned& learned) {
    for (const auto& [path, seen] : learned.paths) {
        if (seen.is_directory) machine.directories.insert(path);
        for (fs::path above = fs::path(path).parent_path(); above != "/";
             above = above.parent_path()) {
            machine.directories.insert(above);
        }
    }
}

std::string policy_of(const std::string& facts) {
    const Learned learned = read_learned(facts, "facts");
    FakeMachine machine;
    add_directories(machine, learned);
    return write_draft(synthesize(learned, machine), learned, kAbi);
}

}  // namespace

TEST_CASE("learned policies: each is what is written beside what was learned") {
    std::set<std::string> numbers;
    for (const fs::directory_entry& entry : fs::directory_iterator(kLearned)) {
        if (entry.path().extension() != ".facts") continue;
        fs::path expected = entry.path();
        expected.replace_extension(".json");
        CAPTURE(entry.path());
        CHECK(policy_of(read_whole(entry.path())) == read_whole(expected));
        numbers.insert(entry.path().filename().string().substr(0, 2));
    }
    CHECK(numbers.size() == 20);
}
