// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "observe/learned.hpp"

using namespace landlock_preload;

namespace {

Learned run_in(const std::string& directory) {
    Learned learned;
    learned.working_directory = directory;
    learned.home = "/home/me";
    return learned;
}

void saw(Learned& learned, const std::string& path) {
    learned.paths[path].add({fs_access("read_file"), false, {"program"}});
}

}  // namespace

TEST_CASE("learned: what a run did in its working directory, another would do in its own") {
    Learned before = run_in("/srv/site/one");
    saw(before, "/srv/site/one/index");
    saw(before, "/srv/site/one");
    saw(before, "/srv/site/onerous");
    saw(before, "/etc/hosts");
    before.made = {"/srv/site/one/out"};
    before.created = {"/srv/site/one/log"};
    before.removed = {"/srv/site/one/old"};
    before.moves = {{"/srv/site/one/out", "/var/done", true}};
    Learned now = run_in("/srv/site/two");
    saw(now, "/srv/site/two/other");
    now.unite(before);
    CHECK(now.working_directory == "/srv/site/two");
    CHECK(now.paths.size() == 5);
    for (const char* path : {"/srv/site/two/index", "/srv/site/two", "/srv/site/onerous",
                             "/etc/hosts", "/srv/site/two/other"}) {
        CHECK(now.paths.contains(path));
    }
    CHECK(now.made == std::set<std::string>{"/srv/site/two/out"});
    CHECK(now.created == std::set<std::string>{"/srv/site/two/log"});
    CHECK(now.removed == std::set<std::string>{"/srv/site/two/old"});
    CHECK(now.moves.contains({"/srv/site/two/out", "/var/done", true}));
}

TEST_CASE("learned: a working directory that everybody shares is no place of a run") {
    for (const char* shared : {"/", "/etc", "/tmp", "/home/me"}) {
        Learned before = run_in(shared);
        saw(before, "/etc/hosts");
        saw(before, "/home/me/notes");
        Learned now = run_in("/srv/site/two");
        now.unite(before);
        CHECK(now.paths.contains("/etc/hosts"));
        CHECK(now.paths.contains("/home/me/notes"));
        Learned again = run_in(shared);
        Learned elsewhere = run_in("/srv/site/two");
        saw(elsewhere, "/srv/site/two/index");
        again.unite(elsewhere);
        CHECK(again.paths.contains("/srv/site/two/index"));
    }
}

TEST_CASE(
    "learned: the home, the temporary directory and variables are places, the deepest first") {
    Learned before = run_in("/home/me/work");
    before.temporary = "/home/me/work/tmp";
    before.environment = {{"DATA", "/data/1"}, {"OLD", "/home/me/work/old"}};
    saw(before, "/home/me/.config/x");
    saw(before, "/home/me/work/index");
    saw(before, "/home/me/work/tmp/y");
    saw(before, "/data/1/z");
    Learned now = run_in("/srv/work");
    now.home = "/home/you";
    now.temporary = "/var/scratch";
    now.environment = {{"DATA", "/data/2"}};
    now.unite(before);
    for (const char* path :
         {"/home/you/.config/x", "/srv/work/index", "/var/scratch/y", "/data/2/z"}) {
        CHECK(now.paths.contains(path));
    }
    CHECK(now.paths.size() == 4);
    CHECK(now.environment["DATA"] == "/data/2");
    CHECK(now.environment["OLD"] == "/srv/work/old");
}
