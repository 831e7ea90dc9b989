// SPDX-License-Identifier: MIT
//
// Each rule of the decision list, with what it must not do beside it.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "fake_machine.hpp"
#include "observe/synthesis.hpp"

using namespace landlock_preload;

namespace {

Learned learned() {
    Learned learned;
    learned.working_directory = "/home/me/work";
    learned.home = "/home/me";
    return learned;
}

void saw(Learned& learned, const std::string& path, AccessMask rights, bool is_directory = false) {
    learned.paths[path].add({rights, is_directory, {"program"}});
}

// "PATH: RIGHTS" of each rule.
std::vector<std::string> rules(const Learned& learned, FakeMachine& machine) {
    std::vector<std::string> lines;
    for (const auto& [path, rule] : synthesize(learned, machine).rules) {
        lines.push_back(path + ": " + access_names(AccessClass::fs, rule.rights) +
                        (rule.is_made ? " (made)" : ""));
    }
    return lines;
}

std::vector<std::string> presets(const Learned& learned) {
    FakeMachine machine;
    return synthesize(learned, machine).presets;
}

using Lines = std::vector<std::string>;

constexpr AccessMask kRead = fs_access("read_file");
constexpr AccessMask kList = fs_access("read_dir");
constexpr AccessMask kWrite = fs_access("write_file");
constexpr AccessMask kMake = fs_access("make_reg");
constexpr AccessMask kRun = fs_access("execute", "read_file");

}  // namespace

TEST_CASE("one file is one rule, and a neighbour is none") {
    FakeMachine machine;
    Learned run = learned();
    saw(run, "/etc/hosts", kRead);
    CHECK(rules(run, machine) == Lines{"/etc/hosts: read_file"});
}

TEST_CASE("processes are a preset to read, and /proc for any other right") {
    FakeMachine machine;
    Learned run = learned();
    saw(run, "/proc/12/maps", kRead);
    CHECK(presets(run) == Lines{"proc"});
    CHECK(rules(run, machine).empty());
    saw(run, "/proc/13/uid_map", kWrite);
    CHECK(rules(run, machine) == Lines{"/proc: write_file"});
    Learned other = learned();
    saw(other, "/proc/version", kRead);
    CHECK(presets(other).empty());
}

TEST_CASE("what the run made belongs to what was there") {
    FakeMachine machine;
    Learned run = learned();
    run.made = {"/home/me/work/a", "/home/me/work/a/b", "/home/me/work/c"};
    saw(run, "/home/me/work", kMake | fs_access("make_dir"), true);
    saw(run, "/home/me/work/a/b", kWrite);
    saw(run, "/home/me/work/c", kWrite);
    CHECK(rules(run, machine) == Lines{"/home/me/work: write_file, make_dir, make_reg, truncate"});
    Learned deleted = learned();
    saw(deleted, "/home/me/work/x (deleted)", kWrite);
    CHECK(rules(deleted, machine) == Lines{"/home/me/work: write_file, truncate"});
}

TEST_CASE("a file that may be missing is granted by its directory, but for a shared one") {
    FakeMachine machine;
    Learned run = learned();
    run.created = {"/var/log/app/log", "/var/log/messages"};
    saw(run, "/var/log/app/log", kWrite);
    saw(run, "/var/log/messages", kWrite);
    CHECK(rules(run, machine) == Lines{"/var/log/app: write_file, make_reg, truncate",
                                       "/var/log/messages: write_file, truncate"});
    Learned read = learned();
    read.created = {"/var/lib/app/file"};
    saw(read, "/var/lib/app/file", kRead);
    CHECK(rules(read, machine) == Lines{"/var/lib/app/file: read_file"});
}

TEST_CASE("one or two directories that a run made are made by the start, three are not") {
    FakeMachine machine;
    machine.directories.insert({"/home/me/work/out", "/home/me/work/b", "/home/me/work/c"});
    Learned run = learned();
    run.made = {"/home/me/work/out", "/home/me/work/out/file"};
    saw(run, "/home/me/work", fs_access("make_dir"), true);
    saw(run, "/home/me/work/out", kMake, true);
    saw(run, "/home/me/work/out/file", kWrite);
    CHECK(rules(run, machine) == Lines{"/home/me/work/out: write_file, make_reg, truncate (made)"});
    run.made.insert({"/home/me/work/b", "/home/me/work/c"});
    saw(run, "/home/me/work/b", kMake | kList, true);
    saw(run, "/home/me/work/c", kMake | kList, true);
    CHECK(rules(run, machine) ==
          Lines{"/home/me/work: write_file, read_dir, make_dir, make_reg, truncate"});
}

TEST_CASE("a made directory that was only read, or that was moved there, is made by the program") {
    FakeMachine machine;
    machine.directories.insert("/home/me/work/out");
    Learned run = learned();
    run.made = {"/home/me/work/out"};
    saw(run, "/home/me/work", fs_access("make_dir"), true);
    saw(run, "/home/me/work/out", kList, true);
    CHECK(rules(run, machine) == Lines{"/home/me/work: read_dir, make_dir"});
    saw(run, "/home/me/work", fs_access("make_dir", "refer"), true);
    saw(run, "/home/me/work/out", kMake, true);
    CHECK(rules(run, machine) == Lines{"/home/me/work: read_dir, make_dir, make_reg, refer"});
}

TEST_CASE("it is noted which directories the start makes") {
    FakeMachine machine;
    machine.directories.insert("/home/me/work/out");
    Learned run = learned();
    run.made = {"/home/me/work/out"};
    saw(run, "/home/me/work", fs_access("make_dir"), true);
    saw(run, "/home/me/work/out", kMake, true);
    CHECK(synthesize(run, machine).remarks ==
          Lines{"the start makes /home/me/work/out; if the program fails because that exists, "
                "grant make_dir on /home/me/work instead"});
}

TEST_CASE("presets are taken where the program is of their kind") {
    FakeMachine machine;
    Learned run = learned();
    saw(run, "/dev/null", kWrite);
    saw(run, "/etc/locale.alias", kRead);
    CHECK(presets(run) == Lines{"devices"});
    CHECK(rules(run, machine) == Lines{"/etc/locale.alias: read_file"});
    saw(run, "/usr/share/locale/de/messages", kRead);
    CHECK(presets(run) == Lines{"devices", "locale"});
    saw(run, "/usr/lib64/ld-linux-x86-64.so.2", kRun);
    saw(run, "/usr/bin/true", kRun);
    saw(run, "/usr/lib/libc.so.6", kRead);
    CHECK(presets(run) == Lines{"devices", "loader", "locale"});
    CHECK(rules(run, machine) == Lines{"/usr/bin/true: execute, read_file"});
}

TEST_CASE("the preset of temporary files is for who makes them there") {
    Learned run = learned();
    saw(run, "/tmp/file", kRead);
    CHECK(presets(run).empty());
    saw(run, "/tmp", kMake, true);
    CHECK(presets(run) == Lines{"tmp"});
}

TEST_CASE("programs are files, and a package's folder from three on") {
    FakeMachine machine;
    Learned run = learned();
    for (const char* name : {"a", "b", "c"}) {
        saw(run, std::string("/usr/bin/") + name, kRun);
        saw(run, std::string("/usr/libexec/package/") + name, kRun);
        saw(run, std::string("/home/me/work/") + name, kRun);
    }
    CHECK(rules(run, machine) == Lines{
                                     "/home/me/work/a: execute, read_file",
                                     "/home/me/work/b: execute, read_file",
                                     "/home/me/work/c: execute, read_file",
                                     "/usr/bin/a: execute, read_file",
                                     "/usr/bin/b: execute, read_file",
                                     "/usr/bin/c: execute, read_file",
                                     "/usr/libexec/package: execute, read_file",
                                 });
}

TEST_CASE("reading below the working directory is reading it, unless it is everybody's") {
    FakeMachine machine;
    Learned run = learned();
    saw(run, "/home/me/work/src/file", kRead);
    CHECK(rules(run, machine) == Lines{"/home/me/work: read_file, read_dir"});
    for (const char* directory : {"/", "/home/me", "/etc", "/home/me/.ssh", "/usr/share"}) {
        run.working_directory = directory;
        run.paths.clear();
        const std::string file =
            std::string(directory) + (*directory != 0 && directory[1] != 0 ? "/x" : "x");
        saw(run, file, kRead);
        CHECK(rules(run, machine) == Lines{file + ": read_file"});
    }
}

TEST_CASE("secrets of others stay single files, too") {
    FakeMachine machine;
    machine.directories.insert("/home/you/.ssh");
    machine.entries = {{"/home/you/.ssh", 3}};
    for (const std::string home : {"", "/home/me"}) {
        Learned run = learned();
        run.home = home;
        for (const char* name : {"a", "b", "c"})
            saw(run, std::string("/home/you/.ssh/") + name, kRead);
        CHECK(rules(run, machine).size() == 3);
    }
}

TEST_CASE("secrets stay single files") {
    FakeMachine machine;
    machine.directories.insert({"/home/me/.ssh", "/etc/ssl/private", "/home/me/.app"});
    machine.entries = {{"/home/me/.ssh", 3}, {"/home/me", 3}};
    Learned run = learned();
    for (const char* name : {"id", "config", "known_hosts"}) {
        saw(run, std::string("/home/me/.ssh/") + name, kRead);
        saw(run, std::string("/home/me/.app/") + name, kRead);
    }
    saw(run, "/home/me/.ssh", kList, true);
    saw(run, "/etc/ssl/private/key", kRead);
    CHECK(rules(run, machine) == Lines{
                                     "/etc/ssl/private/key: read_file",
                                     "/home/me/.app: read_file, read_dir",
                                     "/home/me/.ssh: read_dir",
                                     "/home/me/.ssh/config: read_file",
                                     "/home/me/.ssh/id: read_file",
                                     "/home/me/.ssh/known_hosts: read_file",
                                 });
}

TEST_CASE("no rule grows to what holds secrets") {
    FakeMachine machine;
    machine.directories.insert({"/etc/ssl", "/home/me/.gnupg"});
    Learned run = learned();
    saw(run, "/etc/ssl/one", kRead);
    saw(run, "/etc/ssl/two", kRead);
    saw(run, "/home/me/.gnupg/one.so", kRead);
    saw(run, "/home/me/.gnupg/two.so", kRead);
    CHECK(rules(run, machine) == Lines{
                                     "/etc/ssl/one: read_file",
                                     "/etc/ssl/two: read_file",
                                     "/home/me/.gnupg/one.so: read_file",
                                     "/home/me/.gnupg/two.so: read_file",
                                 });
}

TEST_CASE("what belongs together is one rule from two on, or when it was listed") {
    FakeMachine machine;
    machine.directories.insert({"/usr/share/app", "/etc/app"});
    Learned run = learned();
    saw(run, "/usr/share/app/one", kRead);
    CHECK(rules(run, machine) == Lines{"/usr/share/app/one: read_file"});
    saw(run, "/usr/share/app/sub/two", kRead);
    CHECK(rules(run, machine) == Lines{"/usr/share/app: read_file, read_dir"});
    Learned listed = learned();
    saw(listed, "/etc/app", kList, true);
    saw(listed, "/etc/app/one", kRead);
    CHECK(rules(listed, machine) == Lines{"/etc/app: read_file, read_dir"});
    Learned shared = learned();
    for (const char* name : {"/etc/a", "/etc/b", "/etc/c", "/etc/d"}) saw(shared, name, kRead);
    saw(shared, "/etc", kList, true);
    CHECK(rules(shared, machine).size() == 5);
}

TEST_CASE("elsewhere a directory takes over from three that are a third of it") {
    FakeMachine machine;
    machine.entries["/data/set/images"] = 9;
    Learned run = learned();
    for (const char* name : {"a", "b", "c"})
        saw(run, std::string("/data/set/images/") + name, kRead);
    CHECK(rules(run, machine) == Lines{"/data/set/images: read_file"});
    machine.entries["/data/set/images"] = 10;
    CHECK(rules(run, machine).size() == 3);
    saw(run, "/data/set/images", kList, true);
    CHECK(rules(run, machine) == Lines{"/data/set/images: read_file, read_dir"});
    // Never what holds the working directory.
    run.working_directory = "/data/set/images/x/y";
    CHECK(rules(run, machine).size() == 4);
}

TEST_CASE("libraries that are opened late are their directory from two on") {
    FakeMachine machine;
    Learned run = learned();
    saw(run, "/data/x/plugins/a.so", kRead);
    CHECK(rules(run, machine) == Lines{"/data/x/plugins/a.so: read_file"});
    saw(run, "/data/x/plugins/b.so.1", kRead);
    CHECK(rules(run, machine) == Lines{"/data/x/plugins: read_file, read_dir"});
}

TEST_CASE("listing alone stays listing alone") {
    FakeMachine machine;
    Learned run = learned();
    saw(run, "/etc", kList, true);
    saw(run, "/home/me", kList, true);
    CHECK(rules(run, machine) == Lines{"/etc: read_dir", "/home/me: read_dir"});
}

TEST_CASE("what a parent grants is no rule of its own, and more than that is") {
    FakeMachine machine;
    Learned run = learned();
    saw(run, "/data/x", kRead | kList | kWrite, true);
    saw(run, "/data/x/y", kRead);
    saw(run, "/data/x/z", kRun);
    CHECK(rules(run, machine) == Lines{"/data/x: write_file, read_file, read_dir, truncate",
                                       "/data/x/z: execute, read_file"});
}

TEST_CASE("what is moved gains nothing: its source is granted what the goal is, but to execute") {
    FakeMachine machine;
    Learned run = learned();
    saw(run, "/data/x/from", fs_access("remove_file", "refer"), true);
    saw(run, "/data/x/to", kMake | kRead | fs_access("refer"), true);
    run.moves = {{"/data/x/from", "/data/x/to", false}};
    CHECK(rules(run, machine) == Lines{"/data/x/from: read_file, remove_file, refer",
                                       "/data/x/to: read_file, make_reg, refer"});
    saw(run, "/data/x/to", kRun, true);
    saw(run, "/data/x/from", kRead, true);
    const Draft draft = synthesize(run, machine);
    CHECK((draft.rules.at("/data/x/from").rights & fs_access("execute")) == 0);
    CHECK(draft.remarks.size() == 1);
}

TEST_CASE("a directory that is moved gains nothing of what is granted on directories, either") {
    FakeMachine machine;
    Learned run = learned();
    const AccessMask refer = fs_access("refer");
    saw(run, "/data/x/1", fs_access("remove_dir") | refer, true);
    saw(run, "/data/x/2", fs_access("make_dir", "remove_file") | refer, true);
    saw(run, "/data/x/3", kMake | refer, true);
    run.moves = {{"/data/x/1", "/data/x/2", true}};
    CHECK(rules(run, machine) == Lines{"/data/x/1: remove_dir, remove_file, make_dir, refer",
                                       "/data/x/2: remove_file, make_dir, refer",
                                       "/data/x/3: make_reg, refer"});
    // What the source of a move is granted, the source of another that leads there is granted, too.
    run.moves.insert({"/data/x/2", "/data/x/3", true});
    CHECK(rules(run, machine) ==
          Lines{"/data/x/1: remove_dir, remove_file, make_dir, make_reg, refer",
                "/data/x/2: remove_file, make_dir, make_reg, refer", "/data/x/3: make_reg, refer"});
}

TEST_CASE("variables of the environment name what they hold, where a rule is below it") {
    FakeMachine machine;
    Learned run = learned();
    run.environment = {
        {"ORIGIN", "/srv/origin"}, {"UNUSED", "/srv/other"}, {"HERE", "/home/me/work"}};
    saw(run, "/srv/origin/file", kRead);
    saw(run, "/home/me/work/file", kRead);
    const Draft draft = synthesize(run, machine);
    REQUIRE(draft.variables.size() == 1);
    CHECK(draft.variables[0].first == "ORIGIN");
}

TEST_CASE("facts are the same when they are read again") {
    Learned run = learned();
    run.made = {"/a\tb\\c\nd"};
    run.created = {"/x"};
    run.removed = {"/y"};
    run.moves = {{"/x", "/y", true}, {"/x", "/z", false}};
    run.environment = {{"NAME", "/z"}};
    run.scopes = access_bit(AccessClass::scope, "signal");
    saw(run, "/etc/hosts", kRead | kWrite);
    run.ports[80] = {net_access("bind_tcp"), {"server"}};
    const std::string text = write_learned(run);
    const Learned again = read_learned(text, "facts");
    CHECK(write_learned(again) == text);
    CHECK(again.made == run.made);
    CHECK(again.ports.at(80).rights == net_access("bind_tcp"));
    CHECK_THROWS_AS(read_learned("something else", "facts"), Diagnostics);
    CHECK_THROWS_AS(read_learned(text + "nonsense\t1\n", "facts"), Diagnostics);
    Learned twice = run;
    twice.unite(again);
    CHECK(write_learned(twice) == text);
}
