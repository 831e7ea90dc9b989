// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tool/additions.hpp"

using namespace landlock_preload;

namespace {

class LittleMachine : public Machine {
  public:
    bool is_directory(const std::string& path) override { return !path.ends_with("file"); }
    std::size_t count_entries(const std::string& /*directory*/) override { return 4; }
    std::vector<PresetRow> preset(const std::string& name) override {
        if (name != "proc") return {};
        return {{"/proc", fs_access("read_file", "read_dir")}};
    }
};

using Lines = std::vector<std::string>;

constexpr AccessMask kRead = fs_access("read_file");
constexpr AccessMask kWrite = fs_access("write_file");

Learned missing() {
    Learned learned;
    learned.working_directory = "/home/me/work";
    learned.home = "/home/me";
    return learned;
}

Additions add(const Learned& learned, const AddTo& policy = {}) {
    LittleMachine machine;
    return add_for(learned, machine, policy);
}

}  // namespace

TEST_CASE("a rule on the very object, with rights written out") {
    Learned learned = missing();
    learned.paths["/home/me/work/file"].add({kRead, false, {"cat"}});
    CHECK(add(learned).path_beneath ==
          Lines{R"({"allowedAccess": ["read_file"], "parent": ["/home/me/work/file"]})"});
    CHECK(add(learned).remarks.empty());
}

TEST_CASE(
    "a name with the characters of a pattern is one that matches it alone, in extended mode") {
    Learned learned = missing();
    learned.paths["/data/a*/file"].add({kRead, false, {"cat"}});
    CHECK(
        add(learned, {true}).path_beneath ==
        Lines{R"({"allowedAccess": ["read_file"], "parent": ["/data/a\\*/file"], "glob": true})"});
    CHECK(add(learned, {false}).path_beneath ==
          Lines{R"({"allowedAccess": ["read_file"], "parent": ["/data/a*/file"]})"});
}

TEST_CASE("three that were read stand for the working directory, which is said") {
    Learned learned = missing();
    for (const char* name : {"a", "b", "c"}) {
        learned.paths[std::string("/home/me/work/") + name].add({kRead, false, {"cat"}});
    }
    const Additions additions = add(learned);
    CHECK(additions.path_beneath ==
          Lines{R"({"allowedAccess": ["read_file", "read_dir"], "parent": ["/home/me/work"]})"});
    CHECK(additions.remarks == Lines{"the rule on /home/me/work grants read_file, read_dir on all "
                                     "that is below it, and not only on what was denied"});
}

TEST_CASE("what is made is granted by its directory, and that is no more than was denied") {
    Learned learned = missing();
    learned.made = {"/data/file"};
    learned.paths["/data"].add({fs_access("make_reg"), true, {"cp"}});
    learned.paths["/data/file"].add({kWrite, false, {"cp"}});
    const Additions additions = add(learned);
    CHECK(
        additions.path_beneath ==
        Lines{R"({"allowedAccess": ["write_file", "make_reg", "truncate"], "parent": ["/data"]})"});
    CHECK(additions.remarks.empty());
}

TEST_CASE("a rule speaks of no right that the policy leaves alone") {
    Learned learned = missing();
    learned.paths["/data/file"].add({kWrite, false, {"cp"}});
    CHECK(add(learned, {false, kWrite | kRead}).path_beneath ==
          Lines{R"({"allowedAccess": ["write_file"], "parent": ["/data/file"]})"});
}

TEST_CASE("presets are for policies that know them; others get what they stand for") {
    Learned learned = missing();
    learned.paths["/proc/12/maps"].add({kRead, false, {"ps"}});
    CHECK(add(learned, {true}).preset == Lines{"\"proc\""});
    CHECK(add(learned, {true}).path_beneath.empty());
    CHECK(add(learned).preset.empty());
    CHECK(add(learned).path_beneath ==
          Lines{R"({"allowedAccess": ["read_file", "read_dir"], "parent": ["/proc"]})"});
    CHECK(add(learned).remarks == Lines{R"(the rules of the preset "proc" are among these)"});
}

TEST_CASE("a dollar is written twice where it would begin a variable") {
    Learned learned = missing();
    learned.paths["/data/$x/file"].add({kRead, false, {"cat"}});
    CHECK(add(learned, {true}).path_beneath ==
          Lines{R"({"allowedAccess": ["read_file"], "parent": ["/data/$$x/file"]})"});
    CHECK(add(learned).path_beneath ==
          Lines{R"({"allowedAccess": ["read_file"], "parent": ["/data/$x/file"]})"});
}

TEST_CASE("what JSON cannot hold is said") {
    Learned learned = missing();
    learned.paths["/data/\xff-file"].add({kRead, false, {"cat"}});
    CHECK(add(learned).path_beneath.empty());
    CHECK(
        add(learned).remarks ==
        Lines{"/data/\xff-file is not UTF-8, which JSON cannot hold; rename it, or write \"?\" for "
              "each such byte in a rule with \"glob\": true"});
}

TEST_CASE("ports and scopes") {
    Learned learned = missing();
    learned.ports[443].rights = net_access("connect_tcp");
    learned.ports[80].rights = net_access("connect_tcp");
    learned.scopes = 2;
    CHECK(add(learned).net_port ==
          Lines{R"({"allowedAccess": ["connect_tcp"], "port": [80, 443]})"});
    CHECK(add(learned).scopes == 2);
    CHECK(add(learned).remarks.empty());
    learned.ports[40000].rights = net_access("connect_tcp");
    CHECK(
        add(learned).remarks ==
        Lines{
            "port 40000 may be one that the kernel chose (ip_local_port_range), and another one at "
            "the next start"});
}

TEST_CASE("a rule on what everybody shares is remarked once") {
    Learned learned = missing();
    const std::string shared = "/usr/lib/x86_64-linux-gnu";
    for (const char* name : {"/a.so", "/b.so"}) {
        learned.paths[shared + name].add({kRead, false, {"python3"}});
    }
    CHECK(add(learned).remarks == Lines{"the rule on " + shared +
                                        " (read_file, read_dir) covers all that is below it, too"});
}
