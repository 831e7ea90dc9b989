// SPDX-License-Identifier: MIT
#include "sandbox/open_path.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "support.hpp"

using namespace landlock_preload;

namespace {

ResolvedPath creating(const std::string& path) {
    ResolvedPath created = {path, 0x4};
    created.options.create_directory = true;
    return created;
}

}  // namespace

TEST_CASE("open path: a path means its object, and whether links led there is known") {
    const TempFolder root;
    const std::string file = root.file("file", "x");
    const std::string link = root.path("link");
    REQUIRE(symlink("file", link.c_str()) == 0);
    bool is_without_links = false;
    CHECK(is_same(open_path({file, 0x4}, is_without_links), file));
    CHECK(is_without_links);
    CHECK(is_same(open_path({link, 0x4}, is_without_links), file));
    CHECK_FALSE(is_without_links);
    ResolvedPath strict = {link, 0x4};
    strict.options.no_symlinks = true;
    CHECK_FALSE(open_path(strict, is_without_links).is_open());
    CHECK(errno == ELOOP);
    CHECK_FALSE(open_path({root.path("missing"), 0x4}, is_without_links).is_open());
    CHECK(errno == ENOENT);
}

TEST_CASE("open path: missing directories are made for their owner alone, and kept when told so") {
    const TempFolder root;
    const std::string path = root.path("a/b//c/");
    {
        MadeDirectories made;
        CHECK(made.make(creating(path)) == 0);
        struct stat status = {};
        for (const char* name : {"a", "a/b", "a/b/c"}) {
            REQUIRE(stat(root.path(name).c_str(), &status) == 0);
            CHECK((status.st_mode & 07777) == 0700);
        }
        made.keep();
    }
    CHECK(std::filesystem::is_directory(path));
}

TEST_CASE("open path: what a refused start has made is taken back, and nothing else") {
    const TempFolder root;
    root.folder("there");
    {
        MadeDirectories made;
        CHECK(made.make(creating(root.path("there/new/deeper"))) == 0);
        CHECK(std::filesystem::is_directory(root.path("there/new/deeper")));
    }
    CHECK_FALSE(std::filesystem::exists(root.path("there/new")));
    CHECK(std::filesystem::is_directory(root.path("there")));
    {
        MadeDirectories made;
        CHECK(made.make(creating(root.path("used/deeper"))) == 0);
        root.file("used/deeper/file", "another's");
    }
    CHECK(std::filesystem::exists(root.path("used/deeper/file")));
}

TEST_CASE("open path: nothing is made of a variable's value, or where a link leads nowhere") {
    const TempFolder root;
    MadeDirectories made;
    ResolvedPath path = creating(root.path("value/mine"));
    path.must_exist = static_cast<std::uint16_t>(root.path("value").size());
    CHECK(made.make(path) == ENOENT);
    CHECK_FALSE(std::filesystem::exists(root.path("value")));
    REQUIRE(symlink("nowhere", root.path("link").c_str()) == 0);
    CHECK(made.make(creating(root.path("link"))) != 0);
    CHECK(made.make(creating(root.path("link/below"))) != 0);
    CHECK_FALSE(std::filesystem::exists(root.path("nowhere")));
    path = creating(root.path("through/below"));
    path.options.no_symlinks = true;
    root.folder("target");
    REQUIRE(symlink("target", root.path("through").c_str()) == 0);
    CHECK(made.make(path) == ELOOP);
    CHECK_FALSE(std::filesystem::exists(root.path("target/below")));
}
