// SPDX-License-Identifier: MIT
//
// Writing whole texts, whoever reads them or does not.
#include "preload/output.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "support.hpp"

using namespace landlock_preload;

namespace {

constexpr int kPatience = 60000;  // milliseconds: more than any machine needs

std::string read_now(int fd, std::size_t size) {
    std::string text(size, '\0');
    const ssize_t got = read(fd, text.data(), size);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
}

}  // namespace

TEST_CASE("output: a file, a pipe and a socket get all of a text") {
    const TempFolder root;
    const std::string path = root.file("file");
    const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    CHECK(write_all(file, "one line\n", kPatience) == 0);
    CHECK(read_whole(path) == "one line\n");
    int pipe_ends[2] = {};
    REQUIRE(pipe2(pipe_ends, O_CLOEXEC) == 0);
    CHECK(write_all(pipe_ends[1], "one line\n", kPatience) == 0);
    CHECK(read_now(pipe_ends[0], 100) == "one line\n");
    int pair[2] = {};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
    CHECK(write_all(pair[1], "one line\n", kPatience) == 0);
    CHECK(read_now(pair[0], 100) == "one line\n");
    for (const int fd : {file, pipe_ends[0], pipe_ends[1], pair[0], pair[1]}) close(fd);
}

TEST_CASE("output: a reader that is gone is an error, and no signal") {
    struct sigaction before = {};
    struct sigaction fatal = {};
    fatal.sa_handler = SIG_DFL;
    sigaction(SIGPIPE, &fatal, &before);
    int ends[2] = {};
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    close(ends[0]);
    CHECK(write_all(ends[1], "x", kPatience) == EPIPE);
    close(ends[1]);
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    close(ends[0]);
    CHECK(write_all(ends[1], "x", kPatience) == EPIPE);
    close(ends[1]);
    sigaction(SIGPIPE, &before, nullptr);
}

TEST_CASE("output: a full pipe that nobody reads is given up, be it set to block or not") {
    for (const int flags : {0, O_NONBLOCK}) {
        int ends[2] = {};
        REQUIRE(pipe2(ends, O_CLOEXEC | flags) == 0);
        CHECK(write_all(ends[1], std::string(1 << 20, 'x'), 1) == ETIMEDOUT);
        CHECK((fcntl(ends[1], F_GETFL) & O_NONBLOCK) == (flags & O_NONBLOCK));
        close(ends[0]);
        close(ends[1]);
    }
}

TEST_CASE("output: a descriptor that is closed or read only says so") {
    CHECK(write_all(-1, "x", kPatience) == EBADF);
    const int readable = open("/dev/null", O_RDONLY | O_CLOEXEC);
    CHECK(write_all(readable, "x", kPatience) == EBADF);
    close(readable);
}
