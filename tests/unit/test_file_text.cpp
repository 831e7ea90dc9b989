// SPDX-License-Identifier: MIT
#include "tool/file_text.hpp"

#include <cerrno>

#include "support.hpp"

using namespace landlock_preload;

TEST_CASE("a whole file is read, whatever bytes are in it") {
    const TempFolder folder;
    const std::string bytes = std::string(100000, 'x') + '\0' + "end";
    CHECK(read_whole_file(folder.file("long", bytes)) == bytes);
    CHECK(read_whole_file(folder.file("empty")).empty());
}

TEST_CASE("a file that cannot be read is empty, and errno says why") {
    const TempFolder folder;
    errno = 0;
    CHECK(read_whole_file(folder.path("none")).empty());
    CHECK(errno == ENOENT);
    CHECK(read_whole_file(folder.folder("directory")).empty());
    CHECK(errno == EISDIR);
}

TEST_CASE("a pipe that nobody writes to does not block") {
    const TempFolder folder;
    REQUIRE(mkfifo(folder.path("pipe").c_str(), 0600) == 0);
    CHECK(read_whole_file(folder.path("pipe")).empty());
}
