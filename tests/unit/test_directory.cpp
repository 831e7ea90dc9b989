// SPDX-License-Identifier: MIT
#include "base/directory.hpp"

#include <dirent.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "support.hpp"

using namespace landlock_preload;

namespace {

std::vector<std::string> names_in(DirectoryReader& directory) {
    std::vector<std::string> names;
    while (directory.next()) names.emplace_back(directory.name());
    CHECK(directory.error() == 0);
    sort_names(names);
    return names;
}

}  // namespace

TEST_CASE("directory: every entry once, with its type, and neither . nor ..") {
    const TempFolder root;
    root.file("file");
    root.file(".hidden");
    root.folder("folder");
    DirectoryReader by_path(root.path("").c_str());
    CHECK(names_in(by_path) == std::vector<std::string>{".hidden", "file", "folder"});
    DirectoryReader by_descriptor(
        UniqueFd(open(root.path("").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
    CHECK(names_in(by_descriptor) == std::vector<std::string>{".hidden", "file", "folder"});
    DirectoryReader types(root.path("").c_str());
    while (types.next()) {
        const bool may_be_directory = types.type() == DT_DIR || types.type() == DT_UNKNOWN;
        CHECK((std::string(types.name()) != "folder" || may_be_directory));
    }
}

TEST_CASE("directory: more entries than a buffer holds") {
    const TempFolder root;
    std::vector<std::string> made;
    for (int i = 0; i < 600; ++i) {
        made.push_back(std::to_string(i) + std::string(60, 'x'));
        root.file(made.back());
    }
    std::sort(made.begin(), made.end());
    DirectoryReader directory(root.path("").c_str());
    CHECK(names_in(directory) == made);
}

TEST_CASE("directory: what cannot be read says why") {
    const TempFolder root;
    DirectoryReader missing(root.path("missing").c_str());
    CHECK_FALSE(missing.next());
    CHECK(missing.error() == ENOENT);
    DirectoryReader file(root.file("file").c_str());
    CHECK_FALSE(file.next());
    CHECK(file.error() == ENOTDIR);
}

TEST_CASE("directory: links, descriptors and small files as the kernel has them") {
    const TempFolder root;
    const std::string file = root.file("file", std::string(10000, 'x'));
    REQUIRE(symlink("target/of/it", root.path("link").c_str()) == 0);
    CHECK(link_target(root.path("link").c_str()) == "target/of/it");
    CHECK(link_target(file.c_str()).empty());
    const UniqueFd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
    CHECK(descriptor_path(fd.get()) == file);
    CHECK(descriptor_path(-1).empty());
    CHECK(read_small_file(file.c_str()) == std::string(10000, 'x'));
    CHECK(read_small_file(root.path("missing").c_str()).empty());
}
