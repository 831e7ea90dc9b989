// SPDX-License-Identifier: MIT
//
// What tests of sources share: files, descriptors, and pipes that deliver in parts.
#pragma once

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <cerrno>
#include <csignal>
#include <thread>
#include "support.hpp"

namespace landlock_preload {

inline constexpr std::size_t kMebibyte = 1048576;

inline std::string refusal(const std::string& value) {
    return line_of([&] { read_source(value.c_str()); });
}

inline bool is_open(int fd) {
    return fcntl(fd, F_GETFD) >= 0;
}

// The value that names a descriptor, which read_source() then owns.
inline std::string naming(int fd) {
    return "fd:" + std::to_string(fd);
}

struct Pipe {
    int read_end = -1;
    int write_end = -1;

    explicit Pipe(int flags = 0) {
        std::signal(SIGPIPE, SIG_IGN);  // a reader that gives up early must not end the tests
        int ends[2] = {};
        REQUIRE(pipe2(ends, O_CLOEXEC | flags) == 0);
        read_end = ends[0];
        write_end = ends[1];
    }
};

inline void write_whole(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(fd, text.data(), text.size());
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

// What arrives when a pipe's writer writes these parts, after a pause each, so that the reader has
// to come back for every one of them.
inline std::string through_pipe(const std::vector<std::string>& parts, int flags = 0) {
    const Pipe pipe(flags);
    const std::jthread writer([&] {
        for (const std::string& part : parts) {
            usleep(20000);
            write_whole(pipe.write_end, part);
        }
        close(pipe.write_end);
    });
    return read_source(naming(pipe.read_end).c_str()).text;
}

// Text that differs everywhere, so that a lost or doubled part shows.
inline std::string some_text(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i) + ",";
    text.resize(size);
    return text;
}

}  // namespace landlock_preload
