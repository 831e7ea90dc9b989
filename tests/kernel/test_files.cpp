// SPDX-License-Identifier: MIT
//
// The content of files: every way to open, create, shorten and reach one, by its name, through
// links, after it was replaced or deleted. And what Landlock does not restrict at all.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "operations.hpp"

using namespace kernel_tests;

namespace {

Result shorten_opened(int flags) {
    const int fd = descriptor("file", flags);
    return result_of(ftruncate(fd, 1));
}

std::string name_of(int fd) {
    return "/proc/self/fd/" + std::to_string(fd);
}

Result reopen(int fd, int flags) {
    return open_file(name_of(fd).c_str(), flags);
}

// A file that is open and has no name any more.
int deleted_file() {
    const int fd = descriptor("file", O_RDONLY);
    must(unlink("file"), "unlink");
    return fd;
}

}  // namespace

TEST_CASE("kernel: opening a file needs a right for each direction") {
    check_needs({{"file", {"read_file"}}}, [] { return open_file("file", O_RDONLY); });
    check_needs({{"file", {"write_file"}}}, [] { return open_file("file", O_WRONLY); });
    check_needs({{"file", {"write_file"}}}, [] { return open_file("file", O_WRONLY | O_APPEND); });
    check_needs({{"file", {"read_file", "write_file"}}}, [] { return open_file("file", O_RDWR); });
}

TEST_CASE("kernel: opening for neither direction needs no right") {
    check_needs({}, [] { return open_file("file", O_PATH); });
    check_needs({}, [] { return open_file("file", O_ACCMODE); });
    check_needs({}, [] { return open_file("link", O_PATH | O_NOFOLLOW); });
}

TEST_CASE("kernel: emptying a file on opening needs truncate besides") {
    check_needs({{"file", {"write_file", "truncate"}}},
                [] { return open_file("file", O_WRONLY | O_TRUNC); });
    check_needs({{"file", {"read_file", "truncate"}}},
                [] { return open_file("file", O_RDONLY | O_TRUNC); });
    check_needs({{"file", {"write_file", "truncate"}}},
                [] { return open_file("file", O_WRONLY | O_CREAT | O_TRUNC); });
}

TEST_CASE("kernel: creating a file needs make_reg in its directory, and the right to open it") {
    check_needs({{"dir", {"make_reg", "write_file"}}},
                [] { return open_file("dir/new", O_WRONLY | O_CREAT | O_EXCL); });
    check_needs({{"dir", {"make_reg", "read_file"}}},
                [] { return open_file("dir/new", O_RDONLY | O_CREAT); });
    check_needs({{"dir", {"make_reg"}}}, [] { return make_regular("dir/new"); });
    check_needs({{"file", {"write_file"}}}, [] { return open_file("file", O_WRONLY | O_CREAT); });
}

TEST_CASE("kernel: a nameless file needs write_file on its directory, and make_reg for a name") {
    check_needs({{"dir", {"write_file"}}}, [] { return open_file("dir", O_WRONLY | O_TMPFILE); });
    check_needs({{"dir", {"write_file", "make_reg"}}}, [] {
        const int fd = open("dir", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0644);
        if (fd < 0) return result_of(fd);
        return result_of(
            linkat(AT_FDCWD, name_of(fd).c_str(), AT_FDCWD, "dir/new", AT_SYMLINK_FOLLOW));
    });
}

TEST_CASE("kernel: shortening a file needs truncate at the time it was opened") {
    check_needs({{"file", {"write_file", "truncate"}}}, [] {
        const int fd = open("file", O_WRONLY | O_CLOEXEC);
        return fd < 0 ? result_of(fd) : result_of(ftruncate(fd, 1));
    });
    check_needs({{"file", {"truncate"}}}, [] { return result_of(truncate("file", 0)); });
}

TEST_CASE("kernel: only truncate is missing where a file can be opened but not shortened") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        const PolicyText policy = all_fs().grant("file", {"read_file", "write_file"});
        CHECK(confined(uid, policy, [] { return shorten_opened(O_RDWR); }) ==
              denied_since(kAbiTruncate));
        CHECK(in_child(uid, [] { return shorten_opened(O_RDWR); }) == Result::allowed);
    }
}

TEST_CASE("kernel: a rule on a symbolic link covers its target, by any name") {
    check_needs({{"link", {"read_file"}}}, [] { return open_file("link", O_RDONLY); });
    check_needs({{"link", {"read_file"}}}, [] { return open_file("file", O_RDONLY); });
    check_needs({{"file", {"read_file"}}}, [] { return open_file("link", O_RDONLY); });
}

TEST_CASE("kernel: a link in a granted directory does not open a file elsewhere") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        const auto prepare = [] { must(symlink("../file", "dir/out"), "symlink"); };
        const PolicyText policy = all_fs().grant("dir", every_fs_right());
        CHECK(confined(uid, policy, prepare, [] { return open_file("dir/out", O_RDONLY); }) ==
              Result::eacces);
        CHECK(confined(uid, policy, prepare, [] { return open_file("dir/file", O_RDONLY); }) ==
              Result::allowed);
    }
}

TEST_CASE("kernel: a rule on a file holds for all its hard links, one on a directory does not") {
    const auto prepare = [] { must(link("file", "dir/hard"), "link"); };
    check_needs(
        {{"file", {"read_file"}}}, [] { return open_file("dir/hard", O_RDONLY); }, prepare);
    check_needs(
        {{"dir/hard", {"read_file"}}}, [] { return open_file("file", O_RDONLY); }, prepare);
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        const PolicyText policy = all_fs().grant("dir", {"read_file"});
        CHECK(confined(uid, policy, prepare, [] { return open_file("dir/hard", O_RDONLY); }) ==
              Result::allowed);
        CHECK(confined(uid, policy, prepare, [] { return open_file("file", O_RDONLY); }) ==
              Result::eacces);
    }
}

TEST_CASE("kernel: a file that is replaced by rename loses its rule") {
    const auto prepare = [] { must(mknod("new", S_IFREG | 0644, 0), "mknod"); };
    const auto replace_and_open = [] {
        must(open("file", O_RDONLY | O_CLOEXEC), "the first file");
        must(rename("new", "file"), "rename");
        return open_file("file", O_RDONLY);
    };
    const Names change = {"make_reg", "remove_file"};
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, all_fs().grant(".", change).grant("file", {"read_file"}), prepare,
                       replace_and_open) == Result::eacces);
        CHECK(confined(uid, all_fs().grant(".", change).grant(".", {"read_file"}), prepare,
                       replace_and_open) == Result::allowed);
    }
}

TEST_CASE("kernel: a deleted file can be opened again by a rule on it or on its directory") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [] {
                  const int fd = deleted_file();
                  enforce(all_fs().grant("other", {"read_file"}));
                  char byte;
                  expect(read(fd, &byte, 1) == 1, "a file that stays readable");
                  return reopen(fd, O_RDONLY);
              }) == Result::eacces);
        CHECK(in_child(uid, [] {
                  const int fd = deleted_file();
                  enforce(all_fs().grant(name_of(fd), {"read_file"}));
                  return reopen(fd, O_RDONLY);
              }) == Result::allowed);
        CHECK(in_child(uid, [] {
                  const int fd = deleted_file();
                  enforce(all_fs().grant(".", {"read_file"}));
                  return reopen(fd, O_RDONLY);
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: rights add up along the path and cannot be narrowed below") {
    // Measured on 5.15.30 (ABI 1): there one rule has to grant all that one open asks for. Later
    // kernels add rights up; whether an ABI 1 kernel does, nothing but trying tells.
    if (kernel_abi() >= kAbiRefer) {
        check_needs({{".", {"read_file"}}, {"dir", {"write_file"}}},
                    [] { return open_file("dir/file", O_RDWR); });
    }
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        const PolicyText policy = all_fs().grant(".", {"read_file"}).grant("dir", {"write_file"});
        CHECK(confined(uid, policy, [] { return open_file("file", O_WRONLY); }) == Result::eacces);
        const PolicyText wide =
            all_fs().grant(".", {"read_file", "write_file"}).grant("dir/file", {"read_file"});
        CHECK(confined(uid, wide, [] { return open_file("dir/file", O_WRONLY); }) ==
              Result::allowed);
    }
}

TEST_CASE("kernel: what a policy does not handle stays allowed") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        const PolicyText policy = PolicyText().handle_fs({"write_file"});
        CHECK(confined(uid, policy, [] { return open_file("file", O_RDONLY); }) == Result::allowed);
        CHECK(confined(uid, policy, [] { return make_regular("dir/new"); }) == Result::allowed);
        CHECK(confined(uid, policy, [] { return open_file("file", O_WRONLY); }) == Result::eacces);
    }
}

TEST_CASE("kernel: a missing file is distinct from a denied one") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        const PolicyText policy = all_fs().grant("other", {"read_file"});
        CHECK(confined(uid, policy, [] { return open_file("dir/none", O_RDONLY); }) ==
              Result::enoent);
        CHECK(confined(uid, policy, [] { return open_file("dir/file", O_RDONLY); }) ==
              Result::eacces);
    }
}

TEST_CASE("kernel: metadata is out of Landlock's reach") {
    struct stat status = {};
    char text[8];
    check_needs({}, [&] { return result_of(stat("file", &status)); });
    check_needs({}, [] { return result_of(access("file", R_OK | W_OK)); });
    check_needs({}, [] { return result_of(chmod("file", 0600)); });
    check_needs({}, [] { return result_of(chown("file", geteuid(), getegid())); });
    check_needs({}, [] { return result_of(utimensat(AT_FDCWD, "file", nullptr, 0)); });
    check_needs({}, [&] { return result_of(readlink("link", text, sizeof(text))); });
    check_needs({}, [] { return result_of(chdir("dir/sub")); });
}
