// SPDX-License-Identifier: MIT
//
// Which files the next start cannot rely on, by what rules grant. The rules are put into
// RuleObjects by hand: no kernel is needed.
#include "guarded_machine.hpp"

using namespace landlock_preload;

TEST_CASE("tamper: no rule, no finding") {
    const GuardedMachine machine;
    CHECK(machine.findings().empty());
    CHECK(find_tampering({}, machine.policy, machine.ruleset).empty());
}

TEST_CASE("tamper: rules that read give nothing away") {
    GuardedMachine machine;
    machine.allow("/", kReadFile | 0x9);
    machine.allow(machine.file, kReadFile);
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: writing or truncating the file itself is found") {
    for (const AccessMask right : {kWriteFile, kTruncate}) {
        GuardedMachine machine;
        machine.allow(machine.file, right);
        CHECK(machine.findings() == GuardedMachine::given(machine.file, machine.file));
    }
}

TEST_CASE("tamper: a rule on any folder above reaches the file") {
    for (const std::string name : {"etc", "", "/", "/.."}) {
        GuardedMachine machine;
        const std::string folder = name[0] == '/' ? name : machine.root.path(name);
        machine.allow(folder, kWriteFile);
        CHECK(machine.findings() == GuardedMachine::given(machine.file, folder));
    }
}

TEST_CASE("tamper: every right that can replace the file in its folder is found") {
    for (const AccessMask right : {kRemoveFile, kMakeReg, kMakeSym}) {
        CAPTURE(right);
        GuardedMachine machine;
        machine.allow(machine.etc, right);
        CHECK(machine.findings() == GuardedMachine::given(machine.file, machine.etc));
    }
}

TEST_CASE("tamper: refer alone can move nothing") {
    GuardedMachine machine;
    machine.allow(machine.etc, kRefer);
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: rules beside the file are no finding") {
    GuardedMachine machine;
    machine.allow(machine.root.folder("var"), 0x1ffff);
    machine.allow(machine.root.file("etc/other.json"), 0x1ffff);
    machine.allow(machine.root.folder("etc/below"), 0x1ffff);
    machine.allow("/usr", 0x1ffff);
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: a folder that the name only goes through is no way to the file") {
    GuardedMachine machine;
    const std::string file = machine.root.folder("given") + "/../etc/p.json";
    machine.allow(machine.root.path("given"), 0x1ffff);
    CHECK(machine.findings(file).empty());
    machine.allow(machine.etc, kMakeReg);
    CHECK(machine.findings(file) == GuardedMachine::given(file, machine.etc));
}

TEST_CASE("tamper: rights of the folder do not count on the file itself") {
    GuardedMachine machine;
    machine.allow(machine.file, kMakeReg | kRemoveFile);
    CHECK(machine.findings().empty());
}

// Root may write to everything, so a test of modes is an ordinary user's for as long as this lives.
struct OrdinaryUser {
    OrdinaryUser() {
        if (!is_one) MESSAGE("skipped: root may not become an ordinary user here");
    }
    ~OrdinaryUser() { CHECK((!is_root || !is_one || setresuid(0, 0, 0) == 0)); }
    OrdinaryUser(const OrdinaryUser&) = delete;
    OrdinaryUser& operator=(const OrdinaryUser&) = delete;
    const bool is_root = geteuid() == 0;
    const bool is_one = !is_root || setresuid(65534, 65534, 0) == 0;
};

TEST_CASE("tamper: rights that file modes withhold from this user are no finding") {
    GuardedMachine machine;  // root's, where the test is run by root
    machine.allow("/", 0x1ffff);
    const OrdinaryUser user;
    if (!user.is_one || !user.is_root) return;
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: who owns a file or its directory may give the mode back to himself") {
    const OrdinaryUser user;
    if (!user.is_one) return;
    GuardedMachine machine;
    machine.allow(machine.etc, 0x1ffff);
    chmod(machine.file.c_str(), 0444);
    chmod(machine.etc.c_str(), 0555);
    CHECK(machine.findings().size() == 1);
    chmod(machine.etc.c_str(), 0755);
    CHECK(machine.findings().size() == 1);
}

TEST_CASE(
    "tamper: a directory above that this user may write to is found, though the file's is not") {
    const bool is_root = geteuid() == 0;
    GuardedMachine machine;
    const std::string home = machine.root.folder("home");
    const std::string file = machine.root.folder("home/conf") + "/p.json";
    machine.root.file("home/conf/p.json");
    machine.allow(home, 0x1ffff);
    chmod(machine.root.path("").c_str(), 0755);
    chmod(machine.root.path("home/conf").c_str(), 0755);
    if (is_root && chown(home.c_str(), 65534, 65534) != 0) {
        MESSAGE("skipped: root may not become an ordinary user here, nor give files away");
        return;
    }
    const OrdinaryUser user;
    if (!user.is_one) return;
    CHECK(machine.findings(file) == GuardedMachine::given(file, home));
}

TEST_CASE("tamper: the sticky bit keeps another user's file where it is") {
    GuardedMachine machine;  // root's
    const std::string shared = machine.root.folder("shared");
    const std::string file = machine.root.file("shared/p.json");
    chmod(machine.root.path("").c_str(), 0755);
    chmod(shared.c_str(), 01777);
    machine.allow(shared, kMakeReg | kRemoveFile);
    const OrdinaryUser user;
    if (!user.is_one || !user.is_root) return;
    CHECK(machine.findings(file).empty());
    // A directory of policies may be added to.
    CHECK(machine.findings(shared) == GuardedMachine::given(shared, shared));
}

TEST_CASE("tamper: a folder above that the program may rename is found") {
    // remove_dir and make_dir above: etc is moved away, and another put in its place.
    GuardedMachine machine;
    machine.allow(machine.root.path(""), 0x10 | 0x80);
    CHECK(machine.findings().size() == 1);
}
