// SPDX-License-Identifier: MIT
#include "preload/report_file.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "support.hpp"

using namespace landlock_preload;

namespace {

int open_to_append(const std::string& path) {
    const int fd = open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC);
    REQUIRE(fd >= 0);
    return fd;
}

void append(int fd, std::string_view text) {
    REQUIRE(write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

}  // namespace

TEST_CASE("report file: a last line without an end gets one, and no other file changes") {
    const TempFolder root;
    for (const auto& [before, after] : {std::pair<std::string, std::string>{"", ""},
                                        {"whole\n", "whole\n"},
                                        {"whole\nhalf", "whole\nhalf\n"}}) {
        const std::string path = root.file("report", before);
        const int fd = open_to_append(path);
        end_last_line(fd);
        CHECK(read_whole(path) == after);
        close(fd);
    }
    int ends[2] = {};
    REQUIRE(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
    end_last_line(ends[1]);
    char byte = 0;
    CHECK(read(ends[0], &byte, 1) < 0);
    close(ends[0]);
    close(ends[1]);
}

TEST_CASE("report file: half a line is taken back, unless somebody else has appended") {
    const TempFolder root;
    const std::string path = root.file("report", "first\n");
    const int fd = open_to_append(path);
    const Appending appending(fd);
    append(fd, "hal");
    appending.take_back(5);
    CHECK(read_whole(path) == "first\n");
    append(fd, "half\nanother's\n");
    appending.take_back(5);
    CHECK(read_whole(path).find("another's\n") != std::string::npos);
    close(fd);
}
