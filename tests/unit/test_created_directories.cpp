// SPDX-License-Identifier: MIT
#include "tool/created_directories.hpp"

#include "support.hpp"

using namespace landlock_preload;

namespace {

// A policy that grants read_file and make_reg on directories to be made.
ResolvedPolicy creating(const std::vector<std::string>& paths, const std::string& more = "") {
    std::string list;
    for (const std::string& path : paths) list += (list.empty() ? "\"" : ",\"") + path + '"';
    return resolve(
        R"({"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file","make_reg"]}],"pathBeneath":[{"allowedAccess":["read_file","make_reg"],"createDirectory":true,"parent":[)" +
        list + "]" + more + "}]}");
}

std::vector<std::string> paths_of(const std::vector<ResolvedPath>& paths) {
    std::vector<std::string> list;
    for (const ResolvedPath& path : paths) list.push_back(path.path);
    return list;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("created directories: what a start would make is taken out, and nothing is made") {
    const TempFolder folder;
    const std::string there = folder.folder("there");
    const std::string missing = folder.path("a/b");
    ResolvedPolicy policy = creating({there, missing});
    CHECK(paths_of(take_created_directories(policy)) == Paths{missing});
    CHECK(paths_of(policy.paths) == Paths{there});
    CHECK(access(folder.path("a").c_str(), F_OK) != 0);
}

TEST_CASE("created directories: what a start could not make stays") {
    const TempFolder folder;
    (void)folder.file("file");
    REQUIRE(symlink("nowhere", folder.path("link").c_str()) == 0);
    (void)folder.folder("real");
    REQUIRE(symlink("real", folder.path("way").c_str()) == 0);
    for (const std::string& path :
         {folder.path("file/a"), folder.path("link"), folder.path("a/../b"), std::string("/proc/a"),
          folder.path(std::string(256, 'x'))}) {
        CAPTURE(path);
        ResolvedPolicy policy = creating({path});
        CHECK(take_created_directories(policy).empty());
        CHECK(policy.paths.size() == 1);
    }
    ResolvedPolicy through_link = creating({folder.path("way/a")});
    CHECK(take_created_directories(through_link).size() == 1);
    ResolvedPolicy no_links = creating({folder.path("way/a")}, R"(,"noSymlinks":true)");
    CHECK(take_created_directories(no_links).empty());
}

TEST_CASE("created directories: they grant what is below them, and names within") {
    const TempFolder folder;
    ResolvedPolicy policy = creating({folder.path("a")});
    const std::vector<ResolvedPath> made = take_created_directories(policy);
    REQUIRE(made.size() == 1);
    const auto rest_of = [&](const std::string& path) {
        AccessMask needed = fs_access("read_file", "make_reg");
        const bool is_found = !find_created(made, path, needed).empty();
        return std::pair{is_found, needed};
    };
    CHECK(rest_of(folder.path("a/b")) == std::pair{true, AccessMask{0}});
    // Whether "a" itself may be made is for the directory that it is in.
    CHECK(rest_of(folder.path("a")) == std::pair{true, fs_access("make_reg")});
    CHECK(rest_of(folder.path("ab")) == std::pair{false, fs_access("read_file", "make_reg")});
}

TEST_CASE("created directories: the first name that is missing") {
    const TempFolder folder;
    const std::string there = folder.folder("there");
    CHECK(first_missing(there) == there);
    CHECK(first_missing(there + "/a/b") == there + "/a");
    CHECK(first_missing("/") == "/");
}
