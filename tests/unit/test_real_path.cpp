// SPDX-License-Identifier: MIT
#include "tool/real_path.hpp"

#include "support.hpp"

using namespace landlock_preload;

TEST_CASE("real path: rights on an entry of a directory do not follow the last component") {
    CHECK(follows_last(fs_access("read_file")));
    CHECK_FALSE(follows_last(fs_access("make_reg")));
    CHECK(follows_last(fs_access("make_reg", "read_file")));
}

TEST_CASE("real path: a path without links is no other one") {
    const TempFolder folder;
    const std::string file = folder.file("file");
    for (const bool follows : {true, false}) {
        CHECK(find_other_path(file, follows).empty());
        CHECK(find_other_path(folder.path("missing"), follows).empty());
        CHECK(find_other_path(folder.path("missing/below"), follows).empty());
        CHECK(find_other_path(folder.folder("directory") + "/", follows).empty());
        CHECK(find_other_path("/", follows).empty());
    }
}

TEST_CASE("real path: a link on the way makes it another one") {
    const TempFolder folder;
    const std::string target = folder.folder("target");
    (void)folder.file("target/file");
    REQUIRE(symlink("target", folder.path("link").c_str()) == 0);
    for (const bool follows : {true, false}) {
        CHECK(find_other_path(folder.path("link/file"), follows) == target + "/file");
        CHECK(find_other_path(folder.path("link/missing"), follows) == target + "/missing");
        CHECK(find_other_path(folder.path("link/."), follows) == target);
    }
}

TEST_CASE("real path: a link at the end counts for what is asked of its target only") {
    const TempFolder folder;
    const std::string target = folder.file("target");
    REQUIRE(symlink("target", folder.path("link").c_str()) == 0);
    REQUIRE(symlink("missing", folder.path("dangling").c_str()) == 0);
    CHECK(find_other_path(folder.path("link"), true) == target);
    CHECK(find_other_path(folder.path("link"), false).empty());
    CHECK(find_other_path(folder.path("dangling"), true).empty());
}
