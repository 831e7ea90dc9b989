// SPDX-License-Identifier: MIT
//
// The rights of rules between an object and the root, added up.
#include "query/walk.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <deque>

#include "support.hpp"

using namespace landlock_preload;

namespace {

// Rules on paths, in a process that has this root.
struct Rules {
    TempFolder root;
    std::deque<std::string> names;  // which rules point to
    std::vector<PathRecord> rules;

    void add(const std::string& name, AccessMask granted) {
        names.push_back(root.path(name));
        struct stat object = {};
        REQUIRE(stat(names.back().c_str(), &object) == 0);
        PathRecord rule = {};
        rule.granted = granted;
        rule.device = object.st_dev;
        rule.inode = object.st_ino;
        rule.path = names.back().c_str();
        rule.is_directory = S_ISDIR(object.st_mode);
        rules.push_back(rule);
    }
    [[nodiscard]] Record record() const {
        Record record = {};
        struct stat status = {};
        REQUIRE(stat("/", &status) == 0);
        record.root_device = status.st_dev;
        record.root_inode = status.st_ino;
        record.paths = rules.data();
        record.path_count = static_cast<std::uint32_t>(rules.size());
        return record;
    }
};

UniqueFd directory(const std::string& path) {
    return UniqueFd(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

}  // namespace

TEST_CASE("walk: rules on the way to the root add up, and those elsewhere do not count") {
    Rules rules;
    rules.root.folder("a/b");
    rules.root.folder("beside");
    rules.add("beside", 0x7);
    rules.add("a", 0x1);
    rules.add("a/b", 0x2);
    const Record record = rules.record();
    Walk walk(record, 0x7);
    walk.climb(directory(rules.root.path("a/b")));
    CHECK(walk.missing() == 0x4);
    CHECK(walk.granted_by_none() == 0x4);
    CHECK(walk.rule() == 2);
    Walk whole(record, 0x3);
    whole.climb(directory(rules.root.path("a/b")));
    CHECK(whole.missing() == 0);
    Walk beside(record, 0x7);
    beside.climb(directory(rules.root.path("beside")));
    CHECK(beside.missing() == 0);
    CHECK(beside.rule() == 0);
}

TEST_CASE("walk: it remembers what it passed, up to the root") {
    Rules rules;
    rules.root.folder("a");
    const Record record = rules.record();
    Walk walk(record, 0x4);
    walk.climb(directory(rules.root.path("a")));
    struct stat status = {};
    REQUIRE(stat(rules.root.path("").c_str(), &status) == 0);
    CHECK(walk.passed(object_of(status)));
    rules.root.folder("beside");
    REQUIRE(stat(rules.root.path("beside").c_str(), &status) == 0);
    CHECK_FALSE(walk.passed(object_of(status)));
}

TEST_CASE("walk: under another root than that of the start, nobody knows what is above") {
    Rules rules;
    Record record = rules.record();
    record.root_inode += 1;
    Walk walk(record, 0x4);
    walk.climb(directory(rules.root.path("")));
    CHECK(walk.doubt_of_way() == Doubt::other_root);
}

TEST_CASE("walk: a rule is stale where its path leads to another object, or to none") {
    Rules rules;
    rules.root.file("file");
    rules.add("file", 0x4);
    Object now = {};
    CHECK_FALSE(is_stale(rules.rules[0], now));
    // The other is made first, so that it cannot get the number of the one that is gone.
    rules.root.file("other");
    std::filesystem::rename(rules.root.path("other"), rules.root.path("file"));
    struct stat status = {};
    REQUIRE(stat(rules.root.path("file").c_str(), &status) == 0);
    CHECK(is_stale(rules.rules[0], now));
    CHECK(now == object_of(status));
    std::filesystem::remove(rules.root.path("file"));
    CHECK(is_stale(rules.rules[0], now));
    CHECK(now == Object{});
    rules.rules[0].path = "file";  // it means something only where the process was started
    CHECK_FALSE(is_stale(rules.rules[0], now));
}
