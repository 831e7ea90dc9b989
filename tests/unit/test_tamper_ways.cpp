// SPDX-License-Identifier: MIT
//
// Which files the next start cannot rely on: by the ways that lead to them, and by other users.
#include "guarded_machine.hpp"

using namespace landlock_preload;

TEST_CASE("tamper: every directory along links in the middle is guarded") {
    GuardedMachine machine;
    machine.root.folder("app");
    machine.root.folder("opt");
    machine.root.file("etc/rel.json");
    std::filesystem::create_directory_symlink("../opt/hop", machine.root.path("app/current"));
    std::filesystem::create_directory_symlink(machine.etc, machine.root.path("opt/hop"));
    const std::string file = machine.root.path("app/current/rel.json");
    CHECK(machine.findings(file).empty());
    for (const std::string name : {"app", "opt", "etc"}) {
        CAPTURE(name);
        GuardedMachine other;
        other.allow(machine.root.path(name), kMakeSym | kRemoveFile);
        CHECK(other.findings(file) == GuardedMachine::given(file, machine.root.path(name)));
    }
}

TEST_CASE("tamper: a file is no directory to go up from") {
    GuardedMachine machine;
    machine.allow("/", 0x1ffff);
    CHECK(machine.findings(machine.file + "/../p.json").empty());
}

TEST_CASE("tamper: links that lead on for ever lead nowhere") {
    GuardedMachine machine;
    machine.allow("/", 0x1ffff);
    std::filesystem::create_symlink("b", machine.root.path("a"));
    std::filesystem::create_symlink("a", machine.root.path("b"));
    CHECK(machine.findings(machine.root.path("a")).empty());
}

TEST_CASE("tamper: a file that has another name is found where a directory may be written in") {
    GuardedMachine machine;
    const std::string data = machine.root.folder("data");
    std::filesystem::create_hard_link(machine.file, data + "/cache");
    machine.allow(data, kReadFile | kMakeReg | kRemoveFile);
    machine.ruleset.outcomes.push_back(machine.outcome(data));
    CHECK(machine.findings().empty());
    machine.allow(data, kWriteFile);
    machine.ruleset.outcomes.back() = machine.outcome(data);
    CHECK(machine.findings() ==
          std::vector<std::string>{"the policy may let the program change " + machine.file +
                                   " by another name, a hard link (by its rule on " + data +
                                   "); use a copy that has one name"});
    std::filesystem::remove(data + "/cache");
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: a file that no name leads to in sight is found") {
    const GuardedMachine machine;
    std::string deep = machine.root.path("");
    for (int i = 0; i < 20; ++i) deep += std::string(200, 'x') + "/";
    REQUIRE(deep.size() < 4096);
    std::filesystem::create_directories(deep);
    std::filesystem::create_directory_symlink(deep, machine.root.path("short"));
    std::ofstream(machine.root.path("short/") + std::string(200, 'y')) << "{}";
    const std::string file = machine.root.path("short/") + std::string(200, 'y');
    CHECK(machine.findings(file) ==
          std::vector<std::string>{"it cannot be seen who may change " + file +
                                   "; name it by a shorter, absolute path"});
}

TEST_CASE("tamper: a directory above that everyone may write to is found unless it is sticky") {
    GuardedMachine machine;
    const std::string pub = machine.root.folder("pub");
    machine.root.folder("pub/conf");
    const std::string file = machine.root.file("pub/conf/p.json");
    chmod(pub.c_str(), 0777);
    CHECK(machine.findings(file) ==
          std::vector<std::string>{pub + " is world-writable, so everyone may change " + file +
                                   "; remove write permission for others"});
    chmod(pub.c_str(), 01777);
    CHECK(machine.findings(file).empty());
}

TEST_CASE("tamper: another user's link in a sticky directory is found") {
    GuardedMachine machine;
    if (geteuid() != 0 || !may_give_away(machine.file)) return;
    const std::string shared = machine.root.folder("shared");
    const std::string link = shared + "/conf";
    std::filesystem::create_directory_symlink(machine.etc, link);
    chmod(shared.c_str(), 01777);
    CHECK(machine.findings(link + "/p.json").empty());
    REQUIRE(lchown(link.c_str(), 4242, 4242) == 0);
    CHECK(machine.findings(link + "/p.json") ==
          std::vector<std::string>{"user 4242 may change " + link + "/p.json by way of " + link +
                                   " (its owner); let root or yourself own it"});
}

TEST_CASE("tamper: what belongs to another ordinary user is found") {
    GuardedMachine machine;
    if (geteuid() != 0 || !may_give_away(machine.file)) return;
    const auto found = [&](const std::string& way) {
        return std::vector<std::string>{"user 4242 may change " + machine.file + way +
                                        " (its owner); let root or yourself own it"};
    };
    for (const mode_t mode : {0444, 0644}) {
        REQUIRE(chmod(machine.file.c_str(), mode) == 0);
        REQUIRE(chown(machine.file.c_str(), 4242, 0) == 0);
        CHECK(machine.findings() == found(""));
    }
    REQUIRE(chown(machine.etc.c_str(), 4242, 0) == 0);
    CHECK(machine.findings() == found(" by way of " + machine.etc));
    REQUIRE(chown(machine.file.c_str(), 0, 0) == 0);
    CHECK(machine.findings() == found(" by way of " + machine.etc));
    REQUIRE(chown(machine.etc.c_str(), 0, 4242) == 0);
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: a directory of policies to which everyone may add is found, sticky or not") {
    const GuardedMachine machine;
    chmod(machine.etc.c_str(), 01777);
    CHECK(machine.findings(machine.etc).size() == 1);
    chmod(machine.etc.c_str(), 0755);
    CHECK(machine.findings(machine.etc).empty());
}

TEST_CASE("tamper: a link's target and the folder of the link are both guarded") {
    GuardedMachine machine;
    machine.root.folder("given");
    const std::string link = machine.root.path("given/p.json");
    std::filesystem::create_symlink("../etc/p.json", link);
    CHECK(machine.findings(link).empty());
    SUBCASE("the target can be written") {
        machine.allow(machine.file, kWriteFile);
        CHECK(machine.findings(link) == GuardedMachine::given(link, machine.file));
    }
    SUBCASE("the target can be replaced") {
        machine.allow(machine.etc, kMakeReg);
        CHECK(machine.findings(link) == GuardedMachine::given(link, machine.etc));
    }
    SUBCASE("the link can be replaced") {
        const std::string folder = machine.root.path("given");
        machine.allow(folder, kRemoveFile);
        CHECK(machine.findings(link) == GuardedMachine::given(link, folder));
    }
}

TEST_CASE("tamper: a file that everyone may write is found") {
    const GuardedMachine machine;
    chmod(machine.file.c_str(), 0646);
    CHECK(machine.findings() ==
          std::vector<std::string>{machine.file +
                                   " is world-writable; remove write permission for others"});
    chmod(machine.file.c_str(), 0664);  // a group is not everyone
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: a folder that everyone may write is found unless it is sticky") {
    const GuardedMachine machine;
    chmod(machine.etc.c_str(), 0777);
    CHECK(machine.findings() ==
          std::vector<std::string>{machine.etc + " is world-writable, so everyone may change " +
                                   machine.file + "; remove write permission for others"});
    chmod(machine.etc.c_str(), 01777);
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: the folder behind a link counts as well as the folder of the link") {
    const GuardedMachine machine;
    const std::string given = machine.root.folder("given");
    const std::string link = given + "/p.json";
    std::filesystem::create_symlink("../etc/p.json", link);
    chmod(given.c_str(), 0755);
    CHECK(machine.findings(link).empty());
    chmod(given.c_str(), 0777);
    CHECK(machine.findings(link).size() == 1);
    chmod(given.c_str(), 0755);
    chmod(machine.etc.c_str(), 0777);
    CHECK(machine.findings(link).size() == 1);
    chmod(machine.etc.c_str(), 0755);
    chmod(machine.file.c_str(), 0666);
    CHECK(machine.findings(link).size() == 1);
}

TEST_CASE("tamper: a relative name counts from the working directory") {
    GuardedMachine machine;
    machine.allow(machine.etc, kMakeReg);
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(machine.etc);
    CHECK(machine.findings("p.json") == GuardedMachine::given("p.json", machine.etc));
    std::filesystem::current_path(before);
}

TEST_CASE("tamper: a file that is not there is one that can be made") {
    GuardedMachine machine;
    const std::string missing = machine.etc + "/missing.json";
    CHECK(machine.findings(missing).empty());
    CHECK(machine.findings(machine.etc + "/missing/p.json").empty());
    machine.allow(machine.etc, kMakeReg);
    CHECK(machine.findings(missing) == GuardedMachine::given(missing, machine.etc));
    CHECK(machine.findings("").empty());
}

TEST_CASE("tamper: every file is judged, in its order, once") {
    GuardedMachine machine;
    machine.allow(machine.root.path(""), 0x1ffff);
    const std::string library = machine.root.file("lib.so");
    const auto findings =
        find_tampering({library, "/bin/sh", machine.file}, machine.policy, machine.ruleset);
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].find(library) != std::string::npos);
    CHECK(findings[1].find(machine.file) != std::string::npos);
}
