// SPDX-License-Identifier: MIT
//
// Which files the next start cannot rely on. The rules are put into RuleObjects by hand: no kernel
// is needed.
#include <doctest/doctest.h>

#include "sandbox/tamper.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

constexpr AccessMask kWriteFile = 0x2;
constexpr AccessMask kReadFile = 0x4;
constexpr AccessMask kRemoveFile = 0x20;
constexpr AccessMask kMakeReg = 0x100;
constexpr AccessMask kMakeSym = 0x1000;
constexpr AccessMask kRefer = 0x2000;
constexpr AccessMask kTruncate = 0x4000;

// ROOT/etc/p.json, with folders that nobody else may write to.
struct Machine {
    TempFolder root;
    std::string etc = root.folder("etc");
    std::string file = root.file("etc/p.json", "{}");
    ResolvedPolicy policy;
    Ruleset ruleset{UniqueFd(), RuleObjects(16), {}, {}, {}, {}};

    Machine() {
        policy.source = "p.json";
        chmod(etc.c_str(), 0755);
        chmod(file.c_str(), 0644);
    }

    void allow(const std::string& path, AccessMask allowed) {
        struct stat status = {};
        REQUIRE(stat(path.c_str(), &status) == 0);
        RuleObject& object = ruleset.objects.find_or_add(status.st_dev, status.st_ino);
        object.index = static_cast<std::uint32_t>(policy.paths.size());
        object.allowed |= allowed;
        policy.paths.push_back({path, allowed, {Section::path_beneath, object.index, 0}});
    }

    // What became of the path of a rule, which allow() has added.
    [[nodiscard]] PathOutcome outcome(const std::string& path) const {
        struct stat status = {};
        REQUIRE(stat(path.c_str(), &status) == 0);
        const RuleObject* object = ruleset.objects.find(status.st_dev, status.st_ino);
        return {status.st_dev, status.st_ino, object->allowed, 0, S_ISDIR(status.st_mode)};
    }

    [[nodiscard]] std::vector<std::string> findings(const std::string& name) const {
        return find_tampering({name}, policy, ruleset);
    }
    [[nodiscard]] std::vector<std::string> findings() const { return findings(file); }

    // What is said of a file that a rule gives away.
    [[nodiscard]] static std::vector<std::string> given(const std::string& name,
                                                        const std::string& rule) {
        return {"the policy lets the program change " + name + " (by its rule on " + rule +
                "); keep it outside what is granted"};
    }
};

}  // namespace

TEST_CASE("tamper: no rule, no finding") {
    const Machine machine;
    CHECK(machine.findings().empty());
    CHECK(find_tampering({}, machine.policy, machine.ruleset).empty());
}

TEST_CASE("tamper: rules that read give nothing away") {
    Machine machine;
    machine.allow("/", kReadFile | 0x9);
    machine.allow(machine.file, kReadFile);
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: writing or truncating the file itself is found") {
    for (const AccessMask right : {kWriteFile, kTruncate}) {
        Machine machine;
        machine.allow(machine.file, right);
        CHECK(machine.findings() == Machine::given(machine.file, machine.file));
    }
}

TEST_CASE("tamper: a rule on any folder above reaches the file") {
    for (const std::string name : {"etc", "", "/", "/.."}) {
        Machine machine;
        const std::string folder = name[0] == '/' ? name : machine.root.path(name);
        machine.allow(folder, kWriteFile);
        CHECK(machine.findings() == Machine::given(machine.file, folder));
    }
}

TEST_CASE("tamper: every right that can replace the file in its folder is found") {
    for (const AccessMask right : {kRemoveFile, kMakeReg, kMakeSym}) {
        CAPTURE(right);
        Machine machine;
        machine.allow(machine.etc, right);
        CHECK(machine.findings() == Machine::given(machine.file, machine.etc));
    }
}

TEST_CASE("tamper: refer alone can move nothing") {
    Machine machine;
    machine.allow(machine.etc, kRefer);
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: rules beside the file are no finding") {
    Machine machine;
    machine.allow(machine.root.folder("var"), 0x1ffff);
    machine.allow(machine.root.file("etc/other.json"), 0x1ffff);
    machine.allow(machine.root.folder("etc/below"), 0x1ffff);
    machine.allow("/usr", 0x1ffff);
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: a folder that the name only goes through is no way to the file") {
    Machine machine;
    const std::string file = machine.root.folder("given") + "/../etc/p.json";
    machine.allow(machine.root.path("given"), 0x1ffff);
    CHECK(machine.findings(file).empty());
    machine.allow(machine.etc, kMakeReg);
    CHECK(machine.findings(file) == Machine::given(file, machine.etc));
}

TEST_CASE("tamper: rights of the folder do not count on the file itself") {
    Machine machine;
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
    Machine machine;  // root's, where the test is run by root
    machine.allow("/", 0x1ffff);
    const OrdinaryUser user;
    if (!user.is_one || !user.is_root) return;
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: who owns a file or its directory may give the mode back to himself") {
    const OrdinaryUser user;
    if (!user.is_one) return;
    Machine machine;
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
    Machine machine;
    const std::string home = machine.root.folder("home");
    const std::string file = machine.root.folder("home/conf") + "/p.json";
    machine.root.file("home/conf/p.json");
    machine.allow(home, 0x1ffff);
    chmod(machine.root.path("").c_str(), 0755);
    chmod(machine.root.path("home/conf").c_str(), 0755);
    if (is_root) REQUIRE(chown(home.c_str(), 65534, 65534) == 0);
    const OrdinaryUser user;
    if (!user.is_one) return;
    CHECK(machine.findings(file) == Machine::given(file, home));
}

TEST_CASE("tamper: the sticky bit keeps another user's file where it is") {
    Machine machine;  // root's
    const std::string shared = machine.root.folder("shared");
    const std::string file = machine.root.file("shared/p.json");
    chmod(machine.root.path("").c_str(), 0755);
    chmod(shared.c_str(), 01777);
    machine.allow(shared, kMakeReg | kRemoveFile);
    const OrdinaryUser user;
    if (!user.is_one || !user.is_root) return;
    CHECK(machine.findings(file).empty());
    // A directory of policies may be added to.
    CHECK(machine.findings(shared) == Machine::given(shared, shared));
}

TEST_CASE("tamper: every directory along links in the middle is guarded") {
    Machine machine;
    machine.root.folder("app");
    machine.root.folder("opt");
    machine.root.file("etc/rel.json");
    std::filesystem::create_directory_symlink("../opt/hop", machine.root.path("app/current"));
    std::filesystem::create_directory_symlink(machine.etc, machine.root.path("opt/hop"));
    const std::string file = machine.root.path("app/current/rel.json");
    CHECK(machine.findings(file).empty());
    for (const std::string name : {"app", "opt", "etc"}) {
        CAPTURE(name);
        Machine other;
        other.allow(machine.root.path(name), kMakeSym | kRemoveFile);
        CHECK(other.findings(file) == Machine::given(file, machine.root.path(name)));
    }
}

TEST_CASE("tamper: a file is no directory to go up from") {
    Machine machine;
    machine.allow("/", 0x1ffff);
    CHECK(machine.findings(machine.file + "/../p.json").empty());
}

TEST_CASE("tamper: links that lead on for ever lead nowhere") {
    Machine machine;
    machine.allow("/", 0x1ffff);
    std::filesystem::create_symlink("b", machine.root.path("a"));
    std::filesystem::create_symlink("a", machine.root.path("b"));
    CHECK(machine.findings(machine.root.path("a")).empty());
}

TEST_CASE("tamper: a file that has another name is found where a directory may be written in") {
    Machine machine;
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
    const Machine machine;
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
    Machine machine;
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
    Machine machine;
    if (geteuid() != 0) return;
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
    Machine machine;
    if (geteuid() != 0) return;
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
    const Machine machine;
    chmod(machine.etc.c_str(), 01777);
    CHECK(machine.findings(machine.etc).size() == 1);
    chmod(machine.etc.c_str(), 0755);
    CHECK(machine.findings(machine.etc).empty());
}

TEST_CASE("tamper: a link's target and the folder of the link are both guarded") {
    Machine machine;
    machine.root.folder("given");
    const std::string link = machine.root.path("given/p.json");
    std::filesystem::create_symlink("../etc/p.json", link);
    CHECK(machine.findings(link).empty());
    SUBCASE("the target can be written") {
        machine.allow(machine.file, kWriteFile);
        CHECK(machine.findings(link) == Machine::given(link, machine.file));
    }
    SUBCASE("the target can be replaced") {
        machine.allow(machine.etc, kMakeReg);
        CHECK(machine.findings(link) == Machine::given(link, machine.etc));
    }
    SUBCASE("the link can be replaced") {
        const std::string folder = machine.root.path("given");
        machine.allow(folder, kRemoveFile);
        CHECK(machine.findings(link) == Machine::given(link, folder));
    }
}

TEST_CASE("tamper: a file that everyone may write is found") {
    const Machine machine;
    chmod(machine.file.c_str(), 0646);
    CHECK(machine.findings() ==
          std::vector<std::string>{machine.file +
                                   " is world-writable; remove write permission for others"});
    chmod(machine.file.c_str(), 0664);  // a group is not everyone
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: a folder that everyone may write is found unless it is sticky") {
    const Machine machine;
    chmod(machine.etc.c_str(), 0777);
    CHECK(machine.findings() ==
          std::vector<std::string>{machine.etc + " is world-writable, so everyone may change " +
                                   machine.file + "; remove write permission for others"});
    chmod(machine.etc.c_str(), 01777);
    CHECK(machine.findings().empty());
}

TEST_CASE("tamper: the folder behind a link counts as well as the folder of the link") {
    const Machine machine;
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

TEST_CASE("tamper: a folder above that the program may rename is found") {
    // remove_dir and make_dir above: etc is moved away, and another put in its place.
    Machine machine;
    machine.allow(machine.root.path(""), 0x10 | 0x80);
    CHECK(machine.findings().size() == 1);
}

TEST_CASE("tamper: a relative name counts from the working directory") {
    Machine machine;
    machine.allow(machine.etc, kMakeReg);
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(machine.etc);
    CHECK(machine.findings("p.json") == Machine::given("p.json", machine.etc));
    std::filesystem::current_path(before);
}

TEST_CASE("tamper: a file that is gone is no finding") {
    Machine machine;
    machine.allow("/", 0x1ffff);
    CHECK(machine.findings(machine.root.path("missing")).empty());
    CHECK(machine.findings("").empty());
}

TEST_CASE("tamper: every file is judged, in its order, once") {
    Machine machine;
    machine.allow(machine.root.path(""), 0x1ffff);
    const std::string library = machine.root.file("lib.so");
    const auto findings =
        find_tampering({library, "/bin/sh", machine.file}, machine.policy, machine.ruleset);
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].find(library) != std::string::npos);
    CHECK(findings[1].find(machine.file) != std::string::npos);
}
