// SPDX-License-Identifier: MIT
//
// From the value of LANDLOCK_POLICY to a text: every kind of file, and how pipes deliver.
#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <csignal>
#include <thread>

#include "support.hpp"

using namespace landlock_preload;

namespace {

constexpr std::size_t kMebibyte = 1048576;

std::string refusal(const std::string& value) {
    return line_of([&] { read_source(value.c_str()); });
}

bool is_open(int fd) {
    return fcntl(fd, F_GETFD) >= 0;
}

// The value that names a descriptor, which read_source() then owns.
std::string naming(int fd) {
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

void write_whole(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(fd, text.data(), text.size());
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

// What arrives when a pipe's writer writes these parts, after a pause each, so that the reader has
// to come back for every one of them.
std::string through_pipe(const std::vector<std::string>& parts, int flags = 0) {
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
std::string some_text(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i) + ",";
    text.resize(size);
    return text;
}

}  // namespace

TEST_CASE("source: a value that starts with a brace is the policy itself") {
    for (const std::string value : {"{}", "{", " {}", "\n\t\r{ }\n", "{\"a\": \"/fd:3\"}"}) {
        const Source source = read_source(value.c_str());
        CHECK(source.kind == SourceKind::inline_text);
        CHECK(source.name == "LANDLOCK_POLICY");
        CHECK(source.text == value);
    }
}

TEST_CASE("source: an empty or blank value is an error of the environment") {
    for (const std::string value : {"", " ", "\n", " \t\r\n\v\f "}) {
        const auto errors = errors_of([&] { read_source(value.c_str()); });
        REQUIRE(errors.size() == 1);
        CHECK(line_of(errors[0]) ==
              "LANDLOCK_POLICY is blank; set it to a policy, or unset it together with LD_PRELOAD; "
              "set LANDLOCK_POLICY before LD_PRELOAD, since commands in $(...) are preloaded too");
    }
}

TEST_CASE("source: a regular file is read whole, by the name it was given") {
    const TempFolder folder;
    for (const std::size_t size : {0UL, 1UL, 4095UL, 4096UL, 4097UL, 100000UL}) {
        const std::string path = folder.file("p.json", some_text(size));
        const Source source = read_source(path.c_str());
        CHECK(source.kind == SourceKind::file);
        CHECK(source.name == path);
        CHECK(source.text == some_text(size));
    }
}

TEST_CASE("source: bytes of a file are not touched") {
    using namespace std::string_literals;
    const TempFolder folder;
    const std::string bytes = "\xef\xbb\xbf{\0}\r\n\xff"s;
    CHECK(read_source(folder.file("p.json", bytes).c_str()).text == bytes);
}

TEST_CASE("source: a relative path counts from the working directory") {
    const TempFolder folder;
    folder.folder("sub");
    folder.file("sub/p.json", "{}");
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path(""));
    const Source source = read_source("sub/p.json");
    const std::string missing = refusal("p.json");
    std::filesystem::current_path(before);
    CHECK(source.name == "sub/p.json");
    CHECK(source.text == "{}");
    CHECK(missing == "p.json: cannot open: No such file or directory");
}

TEST_CASE("source: a link to a file is followed, a broken or circular one is not") {
    const TempFolder folder;
    const std::string link = folder.path("link.json");
    std::filesystem::create_symlink(folder.file("p.json", "{}"), link);
    CHECK(read_source(link.c_str()).name == link);
    CHECK(read_source(link.c_str()).text == "{}");
    std::filesystem::create_symlink("nowhere", folder.path("broken"));
    CHECK(refusal(folder.path("broken")) ==
          folder.path("broken") + ": cannot open: No such file or directory");
    std::filesystem::create_symlink("circle", folder.path("circle"));
    CHECK(refusal(folder.path("circle")) ==
          folder.path("circle") + ": cannot open: Too many levels of symbolic links");
}

TEST_CASE("source: what cannot be opened is said with the reason, and its errno") {
    const TempFolder folder;
    const std::string missing = folder.path("missing.json");
    const auto errors = errors_of([&] { read_source(missing.c_str()); });
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].error_number == ENOENT);
    CHECK(errors[0].location == missing);
    CHECK(errors[0].what == "cannot open: No such file or directory");
    const std::string below = folder.file("p.json") + "/x";
    CHECK(refusal(below) == below + ": cannot open: Not a directory");
}

TEST_CASE("source: blanks around a path or a descriptor are part of a name") {
    const std::string what =
        ": cannot open: No such file or directory; the path begins or ends with a blank";
    CHECK(refusal(" /etc") == " /etc" + what);
    CHECK(refusal(" fd:3") == " fd:3" + what);
}

TEST_CASE("source: a FIFO is refused at once, with or without a writer") {
    const TempFolder folder;
    const std::string path = folder.path("fifo");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    CHECK(refusal(path) == path + ": not a regular file; pass a pipe as fd:N");
    const int writer = open(path.c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(write(writer, "{}", 2) == 2);
    CHECK(refusal(path) == path + ": not a regular file; pass a pipe as fd:N");
    close(writer);
}

TEST_CASE("source: a directory is left for its files to be read") {
    const TempFolder folder;
    const Source source = read_source(folder.folder("d").c_str());
    CHECK(source.kind == SourceKind::directory);
    CHECK(source.name == folder.path("d"));
    CHECK(source.text.empty());
}

TEST_CASE("source: devices and sockets are no policy files") {
    const TempFolder folder;
    CHECK(refusal("/dev/null") == "/dev/null: not a regular file; pass a pipe as fd:N");
    const std::string path = folder.path("socket");
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    REQUIRE(path.size() < sizeof(address.sun_path));
    path.copy(address.sun_path, path.size());
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    CHECK(refusal(path) == path +
                               ": cannot open: No such device or address; not a regular file; pass "
                               "a pipe as fd:N");
    close(fd);
}

TEST_CASE("source: a file of exactly 1 MiB is read, one byte more is too much") {
    const TempFolder folder;
    const std::string path = folder.file("p.json", some_text(kMebibyte));
    CHECK(read_source(path.c_str()).text == some_text(kMebibyte));
    folder.file("p.json", some_text(kMebibyte + 1));
    CHECK(refusal(path) == path + ": policy is larger than 1048576 bytes");
    REQUIRE(truncate(path.c_str(), off_t{1} << 40) == 0);  // sparse: nobody may read that
    CHECK(refusal(path) == path + ": policy is larger than 1048576 bytes");
}

TEST_CASE("source: files whose size nobody knows are read to their end") {
    const std::string text = read_source("/proc/self/status").text;  // st_size is 0
    CHECK(text.starts_with("Name:"));
    CHECK(text.find("voluntary_ctxt_switches") != std::string::npos);
}

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
