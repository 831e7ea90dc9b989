// SPDX-License-Identifier: MIT
//
// Expectations: what fcntl(2) says of each number.
#include "sandbox/descriptors.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <set>
#include <vector>

using namespace landlock_preload;

namespace {

constexpr int kHighest = 4096;

std::set<int> visited() {
    std::set<int> found;
    const auto note = [](void* data, int fd) { static_cast<std::set<int>*>(data)->insert(fd); };
    CHECK(visit_open_descriptors(note, &found));
    return found;
}

std::set<int> open_now() {
    std::set<int> found;
    for (int fd = 0; fd < kHighest; ++fd) {
        if (fcntl(fd, F_GETFD) >= 0) found.insert(fd);
    }
    return found;
}

}  // namespace

TEST_CASE("descriptors: all that are open are visited, and no other") {
    CHECK(visited() == open_now());
    const int pipe_end = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 20);
    REQUIRE(pipe_end >= 20);
    CHECK(visited().contains(pipe_end));
    close(pipe_end);
    CHECK_FALSE(visited().contains(pipe_end));
}

TEST_CASE("descriptors: those of a large table are visited, be they few or many") {
    rlimit limit = {};
    REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    if (limit.rlim_cur < 1024) {
        MESSAGE("skipped: fewer than 1024 descriptors are allowed here");
        return;
    }
    std::vector<int> opened = {fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 1000)};
    REQUIRE(opened.front() >= 1000);
    CHECK(visited() == open_now());
    for (int i = 0; i < 300; ++i) opened.push_back(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
    CHECK(visited() == open_now());
    for (const int fd : opened) close(fd);
}
