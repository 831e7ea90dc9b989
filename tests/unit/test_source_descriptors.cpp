// SPDX-License-Identifier: MIT
//
// Policies from descriptors: who owns them, and how pipes and packets deliver.
#include "given_sources.hpp"

using namespace landlock_preload;

TEST_CASE("source: a descriptor is read to its end and closed") {
    const Pipe pipe;
    const int fd = pipe.read_end;
    REQUIRE(fd >= 3);
    write_whole(pipe.write_end, "{}");
    close(pipe.write_end);
    const Source source = read_source(naming(fd).c_str());
    CHECK(source.kind == SourceKind::descriptor);
    CHECK(source.name == naming(fd));
    CHECK(source.text == "{}");
    CHECK_FALSE(is_open(fd));
}

TEST_CASE("source: a file behind a descriptor is read from its beginning, and stays where it is") {
    const TempFolder root;
    const std::string text = some_text(10000);
    for (const int fd : {memfd_create("policy", MFD_CLOEXEC),
                         open(root.file("f").c_str(), O_RDWR | O_APPEND | O_CLOEXEC)}) {
        REQUIRE(fd >= 3);
        write_whole(fd, text);
        for (const off_t offset : {off_t{0}, off_t{7}, off_t{10000}, off_t{99999}}) {
            CAPTURE(offset);
            lseek(fd, offset, SEEK_SET);
            const int shared = fcntl(fd, F_DUPFD_CLOEXEC, 3);
            CHECK(read_source(naming(shared).c_str()).text == text);
            CHECK_FALSE(is_open(shared));
            CHECK(lseek(fd, 0, SEEK_CUR) == offset);
        }
        close(fd);
    }
}

TEST_CASE("source: a descriptor is closed when its content is refused, too") {
    const int fd = memfd_create("policy", MFD_CLOEXEC);
    REQUIRE(ftruncate(fd, kMebibyte + 1) == 0);
    CHECK(refusal(naming(fd)) == naming(fd) + ": policy is larger than 1048576 bytes");
    CHECK_FALSE(is_open(fd));
    const int directory = open("/", O_RDONLY | O_CLOEXEC);
    CHECK(refusal(naming(directory)) == naming(directory) + ": cannot read: Is a directory");
    CHECK_FALSE(is_open(directory));
}

TEST_CASE("source: a descriptor may hold exactly 1 MiB") {
    const int fd = memfd_create("policy", MFD_CLOEXEC);
    write_whole(fd, some_text(kMebibyte));
    lseek(fd, 0, SEEK_SET);
    CHECK(read_source(naming(fd).c_str()).text == some_text(kMebibyte));
}

TEST_CASE("source: the standard streams are the program's") {
    for (const std::string value : {"fd:0", "fd:1", "fd:2", "fd:00", "fd:002"}) {
        CHECK(refusal(value) ==
              "LANDLOCK_POLICY: " + value + " is a standard stream; use a descriptor from 3 up");
    }
    CHECK(is_open(2));
}

TEST_CASE("source: what names no descriptor is refused before anything is opened") {
    for (const std::string value :
         {"fd:", "fd:x", "fd:-1", "fd:+3", "fd: 3", "fd:3 ", "fd:3x", "fd:0x3", "fd:3.0",
          "fd:99999999999999999999", "fd:2147483648", "fd:\xd9\xa3"}) {
        const auto errors = errors_of([&] { read_source(value.c_str()); });
        REQUIRE(errors.size() == 1);
        CHECK(line_of(errors[0]) == "LANDLOCK_POLICY: \"" + value +
                                        "\" names no descriptor; write fd:N with N from 3 up");
    }
}

TEST_CASE("source: a descriptor that is not open, or cannot be read, is said so") {
    CHECK(refusal("fd:987654") == "fd:987654: cannot read: Bad file descriptor");
    const Pipe pipe;
    CHECK(refusal(naming(pipe.write_end)) ==
          naming(pipe.write_end) + ": cannot read: Bad file descriptor");
    close(pipe.read_end);
}

TEST_CASE("source: a pipe may deliver in any parts") {
    CHECK(through_pipe({"{", "\"a\"", ": ", "1", "}"}) == "{\"a\": 1}");
    CHECK(through_pipe({}) == "");
    for (const std::size_t first : {4095UL, 4096UL, 4097UL, 8191UL, 8192UL, 12288UL}) {
        CAPTURE(first);
        const std::string text = some_text(20000);
        CHECK(through_pipe({text.substr(0, first)}) == text.substr(0, first));
        CHECK(through_pipe({text.substr(0, first), text.substr(first)}) == text);
        CHECK(through_pipe({text.substr(0, first), text.substr(first, 1)}) ==
              text.substr(0, first + 1));
    }
}

TEST_CASE("source: a pipe may deliver 1 MiB, and one byte more is refused") {
    CHECK(through_pipe({some_text(kMebibyte)}) == some_text(kMebibyte));
    const Pipe pipe;
    const std::jthread writer([&] {
        write_whole(pipe.write_end, some_text(kMebibyte + 1));
        close(pipe.write_end);
    });
    CHECK(refusal(naming(pipe.read_end)) ==
          naming(pipe.read_end) + ": policy is larger than 1048576 bytes");
}

TEST_CASE("source: a descriptor that does not block is waited for") {
    CHECK(through_pipe({"{", "}", some_text(5000)}, O_NONBLOCK) == "{}" + some_text(5000));
}

TEST_CASE("source: no end of a packet is lost, whatever keeps packets apart") {
    for (const std::size_t size : {4096UL, 4097UL, 5000UL, 100000UL}) {
        for (const int type : {SOCK_SEQPACKET, SOCK_DGRAM}) {
            CAPTURE(size);
            CAPTURE(type);
            int ends[2] = {};
            REQUIRE(socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) == 0);
            const std::string text = some_text(size);
            REQUIRE(send(ends[1], text.data(), size, 0) == static_cast<ssize_t>(size));
            REQUIRE(send(ends[1], "last", 4, 0) == 4);
            REQUIRE(send(ends[1], "", 0, 0) == 0);  // the end, as there is no other of datagrams
            CHECK(read_source(naming(ends[0]).c_str()).text == text + "last");
            close(ends[1]);
        }
    }
    CHECK(through_pipe({some_text(3000), some_text(4000), some_text(4096), "}"}, O_DIRECT) ==
          some_text(3000) + some_text(4000) + some_text(4096) + "}");
}

TEST_CASE("source: packets of more than 1 MiB are refused, and not cut") {
    int ends[2] = {};
    REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
    const std::jthread writer([&] {
        const std::string part = some_text(150000);
        for (int i = 0; i < 7; ++i) send(ends[1], part.data(), part.size(), MSG_NOSIGNAL);
        close(ends[1]);
    });
    CHECK(refusal(naming(ends[0])) == naming(ends[0]) + ": policy is larger than 1048576 bytes");
}
