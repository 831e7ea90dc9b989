// SPDX-License-Identifier: MIT
#include "tool/policy_file.hpp"

#include "captured.hpp"
#include "small_elf.hpp"

using namespace landlock_preload;

namespace {

const std::string kPolicy = R"({"ruleset":[{"handledAccessFs":["execute"]}]})";

}  // namespace

TEST_CASE("policy file: a path, and several that are composed") {
    const TempFolder folder;
    const std::string one = folder.file("one.json", kPolicy);
    const std::string two = folder.file(
        "two.json", R"({"ruleset":[{"handledAccessFs":["execute"],"scoped":["signal"]}]})");
    CHECK(load_arguments({one}).policy.source == one);
    Loaded both = load_arguments({one, two});
    CHECK(both.lost.size() == 1);
    CHECK(access_names(expand_policy(std::move(both.policy)).handled) == "execute");
}

TEST_CASE("policy file: the policy itself in place of a path") {
    Loaded loaded = load_arguments({" \n" + kPolicy});
    CHECK(access_names(expand_policy(std::move(loaded.policy)).handled) == "execute");
    CHECK(line_of([] { load_arguments({"{"}); }).starts_with("LANDLOCK_POLICY:1:2: "));
}

TEST_CASE("policy file: an inherited descriptor of a file is read from its beginning") {
    const TempFolder folder;
    const UniqueFd file(open(folder.file("p.json", kPolicy).c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(lseek(file.get(), 5, SEEK_SET) == 5);
    const std::string name = "fd:" + std::to_string(file.get());
    CHECK(load_arguments({name}).policy.source == name);
    CHECK(lseek(file.get(), 0, SEEK_CUR) == 5);
}

TEST_CASE("policy file: a pipe, by its descriptor and by a path") {
    for (const char* const start : {"fd:", "/proc/self/fd/"}) {
        int ends[2] = {-1, -1};
        REQUIRE(pipe(ends) == 0);
        REQUIRE(write(ends[1], kPolicy.data(), kPolicy.size()) >= 0);
        close(ends[1]);
        const UniqueFd readable(ends[0]);
        const std::string name = start + std::to_string(readable.get());
        if (start[0] == '/' && access(name.c_str(), R_OK) != 0) continue;  // no /proc
        CHECK(load_arguments({name}).policy.source == name);
    }
}

TEST_CASE("policy file: what cannot be read") {
    for (const char* const name : {"fd:", "fd:x", "fd:-1", "fd:3 "}) {
        CHECK(line_of([&] { load_arguments({name}); }) ==
              std::string(name) + ": is no descriptor; write fd:N with a number, or ./" + name +
                  " for a file");
    }
    CHECK(line_of([] { load_arguments({"fd:999999"}); }) ==
          "fd:999999: cannot read: Bad file descriptor");
    CHECK(line_of([] { load_arguments({"/none.json"}); }) ==
          "/none.json: cannot open: No such file or directory");
}

TEST_CASE("policy file: a stream ends at the size of the largest policy") {
    if (access("/dev/zero", R_OK) != 0) return;
    CHECK(line_of([] { load_arguments({"/dev/zero"}); }) ==
          "/dev/zero: policy is larger than " + std::to_string(kMaxPolicySize) + " bytes");
}

TEST_CASE("policy file: the executable of a script is its interpreter's") {
    const TempFolder folder;
    const std::string program = make_program(folder, "program", SmallElf().bytes());
    CHECK(find_executable("").empty());
    CHECK(find_executable(program) == program);
    CHECK(find_executable(make_program(folder, "script", "#!" + program + "\n")) == program);
    REQUIRE(symlink("program", folder.path("link").c_str()) == 0);
    CHECK(find_executable(folder.path("link")) == program);
    const EnvironmentVariable path("PATH", folder.path("."));
    CHECK(find_executable("link") == program);
    const std::string text = make_program(folder, "text", "echo\n");
    CHECK(line_of([&] { find_executable(text); }) ==
          text + ": neither an ELF program nor a script with a #! line");
}
