// SPDX-License-Identifier: MIT
//
// From the value of LANDLOCK_POLICY to a text: every kind of file.
#include "given_sources.hpp"

using namespace landlock_preload;

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
