// SPDX-License-Identifier: MIT
//
// Rules in a ruleset of the kernel. Nothing is restricted here; tests/kernel does that.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

#include "needs_landlock.hpp"
#include "sandbox/ruleset.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

struct Paths {
    ResolvedPolicy policy;

    explicit Paths(AccessMask handled) {
        policy.source = "p.json";
        policy.handled[AccessClass::fs] = handled;
    }
    Paths& add(const std::string& path, AccessMask allowed) {
        policy.paths.push_back(
            {path,
             allowed,
             {Section::path_beneath, static_cast<std::uint32_t>(policy.paths.size()), 0}});
        return *this;
    }
    [[nodiscard]] Ruleset build(int abi) const {
        return build_ruleset(policy, plan_enforcement(policy, abi));
    }
};

// Paths whose object was there.
std::ptrdiff_t applied(const Ruleset& ruleset) {
    return std::count_if(ruleset.outcomes.begin(), ruleset.outcomes.end(),
                         [](const PathOutcome& outcome) { return outcome.code == 0; });
}

AccessMask allowed_on(const Ruleset& ruleset, const std::string& path) {
    struct stat status = {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    const RuleObject* object = ruleset.objects.find(status.st_dev, status.st_ino);
    return object != nullptr ? object->allowed : 0;
}

}  // namespace

TEST_CASE("rule objects: what was added is found, by device and inode") {
    RuleObjects objects(3);
    objects.find_or_add(1, 2).allowed = 0x4;
    objects.find_or_add(2, 1).allowed = 0x8;
    objects.find_or_add(1, 3).allowed = 0x10;
    REQUIRE(objects.find(1, 2) != nullptr);
    CHECK(objects.find(1, 2)->allowed == 0x4);
    CHECK(objects.find(2, 1)->allowed == 0x8);
    CHECK(objects.find(1, 3)->allowed == 0x10);
    CHECK(objects.find(2, 2) == nullptr);
    CHECK(objects.find(0, 0) == nullptr);
}

TEST_CASE("rule objects: the same object is found again, not added twice") {
    RuleObjects objects(2);
    objects.find_or_add(7, 7).allowed |= 0x1;
    objects.find_or_add(7, 7).allowed |= 0x2;
    CHECK(objects.find(7, 7)->allowed == 0x3);
    CHECK(&objects.find_or_add(7, 7) == objects.find(7, 7));
}

TEST_CASE("rule objects: without rights an object is not there") {
    RuleObjects objects(2);
    CHECK(objects.find_or_add(1, 1).allowed == 0);
    CHECK(objects.find(1, 1) == nullptr);
    CHECK(RuleObjects(0).find(1, 1) == nullptr);
}

TEST_CASE("rule objects: as many as were announced fit, whatever their numbers") {
    for (const std::size_t count : {1UL, 4UL, 5UL, 8UL, 100UL, 4096UL}) {
        RuleObjects objects(count);
        for (std::size_t i = 0; i < count; ++i) {
            objects.find_or_add(i % 3, ino_t{i / 3} << 32U).allowed = i + 1;
        }
        for (std::size_t i = 0; i < count; ++i) {
            REQUIRE(objects.find(i % 3, ino_t{i / 3} << 32U) != nullptr);
            CHECK(objects.find(i % 3, ino_t{i / 3} << 32U)->allowed == i + 1);
        }
        CHECK(objects.find(9, 9) == nullptr);
    }
}

TEST_CASE("ruleset: directories get every right, files only those that a file can have") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const TempFolder folder;
    const std::string file = folder.file("f");
    const std::string directory = folder.folder("d");
    // At ABI 1 the kernel knows bits 0 to 12; a file's are execute, write_file and read_file.
    const Ruleset ruleset = Paths(0x1fff).add(file, 0x1fff).add(directory, 0x1fff).build(1);
    CHECK(ruleset.fd.is_open());
    CHECK(applied(ruleset) == 2);
    CHECK(ruleset.unusable.empty());
    CHECK(allowed_on(ruleset, file) == 0x7);
    CHECK(allowed_on(ruleset, directory) == 0x1fff);
}

TEST_CASE("ruleset: all rights of this kernel's ABI are accepted by it") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const TempFolder folder;
    ResolvedPolicy policy = Paths(0x1ffff).add(folder.file("f"), 0x1ffff).add("/", 0x1ffff).policy;
    policy.handled[AccessClass::net] = 0xf;
    policy.handled[AccessClass::scope] = 0x3;
    policy.ports = {{0xf, 0}, {0x1, 65535}, {0x2, 65535}};
    const Ruleset ruleset = build_ruleset(policy, plan_enforcement(policy, abi));
    CHECK(applied(ruleset) == 2);
}

TEST_CASE("ruleset: a file of which only a directory's rights are asked for counts as applied") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const TempFolder folder;
    const Ruleset ruleset = Paths(0xff8).add(folder.file("f"), 0x8).build(abi);
    CHECK(applied(ruleset) == 1);
    CHECK(ruleset.unusable.empty());
    CHECK(allowed_on(ruleset, folder.path("f")) == 0);
}

TEST_CASE("ruleset: rules that let a regular file be written are known") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const TempFolder folder;
    const std::string file = folder.file("f");
    const std::string fifo = folder.path("fifo");
    REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
    const Ruleset ruleset = Paths(0x6)
                                .add(file, 0x4)
                                .add(folder.path(""), 0x2)
                                .add(file, 0x2)
                                .add(fifo, 0x2)
                                .add("/dev/null", 0x2)
                                .add(file, 0x6)
                                .build(1);
    CHECK(ruleset.written_files == std::vector<std::uint32_t>{2, 5});
}

TEST_CASE("ruleset: rules on one object add up, whatever name they were reached by") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const TempFolder folder;
    const std::string directory = folder.folder("d");
    std::filesystem::create_symlink("d", folder.path("link"));
    const Ruleset ruleset = Paths(0xf)
                                .add(directory, 0x4)
                                .add(directory + "/", 0x4)
                                .add(folder.path("link"), 0x8)
                                .add(directory + "/../d/.", 0x1)
                                .build(abi);
    CHECK(applied(ruleset) == 4);
    CHECK(allowed_on(ruleset, directory) == 0xd);
    struct stat status = {};
    REQUIRE(stat(directory.c_str(), &status) == 0);
    CHECK(ruleset.objects.find(status.st_dev, status.st_ino)->index == 0);
}

TEST_CASE("ruleset: paths that cannot be opened are recorded with their errno, and left out") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const TempFolder folder;
    const std::string file = folder.file("f");
    std::filesystem::create_symlink("circle", folder.path("circle"));
    const Ruleset ruleset = Paths(0x4)
                                .add(folder.path("missing"), 0x4)
                                .add(file, 0x4)
                                .add(file + "/x", 0x4)
                                .add(folder.path("circle"), 0x4)
                                .add(folder.path(std::string(300, 'x')), 0x4)
                                .build(abi);
    CHECK(applied(ruleset) == 1);
    REQUIRE(ruleset.unusable.size() == 4);
    CHECK(ruleset.unusable[0].index == 0);
    CHECK(ruleset.unusable[0].code == ENOENT);
    CHECK(ruleset.unusable[1].index == 2);
    CHECK(ruleset.unusable[1].code == ENOTDIR);
    CHECK(ruleset.unusable[2].index == 3);
    CHECK(ruleset.unusable[2].code == ELOOP);
    CHECK(ruleset.unusable[3].index == 4);
    CHECK(ruleset.unusable[3].code == ENAMETOOLONG);
}

TEST_CASE("ruleset: opening has no side effects: FIFOs and devices are not waited for") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const TempFolder folder;
    const std::string fifo = folder.path("fifo");
    REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
    const Ruleset ruleset = Paths(0xf).add(fifo, 0xf).add("/dev/null", 0xf).build(abi);
    CHECK(applied(ruleset) == 2);
    CHECK(allowed_on(ruleset, fifo) == 0x7);
    CHECK(allowed_on(ruleset, "/dev/null") == 0x7);
}

TEST_CASE("ruleset: pipes need no rule, and hide no other") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    int ends[2] = {};
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    const TempFolder folder;
    const Ruleset ruleset = Paths(0x4)
                                .add("/proc/self/fd/" + std::to_string(ends[0]), 0x4)
                                .add(folder.file("f"), 0x4)
                                .build(abi);
    CHECK(applied(ruleset) == 2);
    CHECK(ruleset.unusable.empty());
    CHECK(allowed_on(ruleset, folder.path("f")) == 0x4);
    close(ends[0]);
    close(ends[1]);
}

TEST_CASE("ruleset: out of descriptors is an error, not an unusable path") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const int next = open("/", O_PATH | O_CLOEXEC);
    close(next);
    rlimit before = {};
    getrlimit(RLIMIT_NOFILE, &before);
    const auto with_room_for = [&](int descriptors) {
        const rlimit tight = {static_cast<rlim_t>(next + descriptors), before.rlim_max};
        setrlimit(RLIMIT_NOFILE, &tight);
        auto errors = errors_of([&] { (void)Paths(0x4).add("/", 0x4).build(abi); });
        setrlimit(RLIMIT_NOFILE, &before);
        return errors;
    };
    CHECK(with_room_for(2).empty());
    auto errors = with_room_for(1);  // for the ruleset, not for a path
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].error_number == EMFILE);
    CHECK(line_of(errors[0]) ==
          "p.json:/pathBeneath/0/parent/0: cannot open \"/\": Too many open files");
    errors = with_room_for(0);
    REQUIRE(errors.size() == 1);
    CHECK(line_of(errors[0]) == "cannot create the ruleset: Too many open files");
}

TEST_CASE("ruleset: no descriptor is left open but the ruleset") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const auto count = [] {
        std::size_t found = 0;
        for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
            found += entry.path().empty() ? 0U : 1U;
        }
        return found;
    };
    const TempFolder folder;
    const std::size_t before = count();
    {
        const Ruleset ruleset = Paths(0x4)
                                    .add("/", 0x4)
                                    .add(folder.file("f"), 0x4)
                                    .add(folder.path("missing"), 0x4)
                                    .build(abi);
        CHECK(count() == before + 1);
        CHECK(ruleset.fd.get() >= 3);
        CHECK((fcntl(ruleset.fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
    }
    CHECK(count() == before);
}

TEST_CASE("ruleset: a thousand rules are a thousand objects") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const TempFolder folder;
    Paths paths(0x4);
    for (int i = 0; i < 1000; ++i) paths.add(folder.file(std::to_string(i)), 0x4);
    const Ruleset ruleset = paths.build(abi);
    CHECK(applied(ruleset) == 1000);
    for (int i = 0; i < 1000; ++i) {
        REQUIRE(allowed_on(ruleset, folder.path(std::to_string(i))) == 0x4);
    }
}
