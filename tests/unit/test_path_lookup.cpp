// SPDX-License-Identifier: MIT
//
// Expectations: what stat(2) says of the paths that a test has made.
#include "query/path_lookup.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "support.hpp"

using namespace landlock_preload;

TEST_CASE("path lookup: an object is found with the directory that holds it") {
    const TempFolder root;
    const std::string file = root.file("file");
    for (const std::string& path : {file, root.path("./file"), root.path("") + "/file"}) {
        const PathLookup found = locate(path.c_str(), Follow::yes);
        CHECK(found.outcome == Lookup::found);
        CHECK(is_same(found.object, file));
        CHECK(is_same(found.directory, root.path("")));
        CHECK_FALSE(found.is_detached);
    }
}

TEST_CASE("path lookup: a last component that is a link is followed where that is asked for") {
    const TempFolder root;
    root.folder("elsewhere");
    const std::string file = root.file("elsewhere/file");
    const std::string link = root.path("link");
    REQUIRE(symlink("elsewhere/file", link.c_str()) == 0);
    const PathLookup followed = locate(link.c_str(), Follow::yes);
    CHECK(is_same(followed.object, file));
    CHECK(is_same(followed.directory, root.path("elsewhere")));
    const PathLookup itself = locate(link.c_str(), Follow::no);
    CHECK(S_ISLNK(itself.status.st_mode));
    CHECK(is_same(itself.directory, root.path("")));
}

TEST_CASE("path lookup: what is not there is missing, or not known") {
    const TempFolder root;
    root.file("file");
    REQUIRE(symlink("loop", root.path("loop").c_str()) == 0);
    const auto lookup = [&](const std::string& path) {
        const PathLookup found = locate(path.c_str(), Follow::yes);
        return std::pair{found.outcome, found.code};
    };
    CHECK(lookup(root.path("missing")) == std::pair{Lookup::missing, ENOENT});
    CHECK(lookup(root.path("missing/below")) == std::pair{Lookup::unknown, ENOENT});
    CHECK(lookup(root.path("file/below")) == std::pair{Lookup::unknown, ENOTDIR});
    CHECK(lookup(root.path("file/")) == std::pair{Lookup::unknown, ENOTDIR});
    CHECK(lookup(root.path("loop")) == std::pair{Lookup::unknown, ELOOP});
    CHECK(lookup("") == std::pair{Lookup::unknown, ENOENT});
    CHECK(lookup(std::string(5000, 'x')) == std::pair{Lookup::unknown, ENAMETOOLONG});
}

TEST_CASE("path lookup: what Landlock never restricts is on no filesystem, a deleted file is") {
    const TempFolder root;
    const auto of_descriptor = [](int fd) {
        return locate(("/proc/self/fd/" + std::to_string(fd)).c_str(), Follow::yes);
    };
    int ends[2] = {};
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    CHECK(of_descriptor(ends[0]).outcome == Lookup::not_filesystem);
    const int memory = memfd_create("memory", MFD_CLOEXEC);
    CHECK(of_descriptor(memory).outcome == Lookup::not_filesystem);
    const std::string path = root.file("file");
    const int deleted = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    CHECK_FALSE(of_descriptor(deleted).is_detached);
    REQUIRE(unlink(path.c_str()) == 0);
    const PathLookup found = of_descriptor(deleted);
    CHECK(found.outcome == Lookup::found);
    CHECK(found.is_detached);
    for (const int fd : {ends[0], ends[1], memory, deleted}) close(fd);
}
