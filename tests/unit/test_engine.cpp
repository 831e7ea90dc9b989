// SPDX-License-Identifier: MIT
//
// What each system call needs. Expectations are those of the kernel's documentation
// (Documentation/userspace-api/landlock.rst) and of its selftests, not of the code.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "fake_world.hpp"
#include "observe/engine.hpp"

using namespace landlock_preload;

namespace {

// "RIGHTS PATH", in the order of the text.
std::vector<std::string> needs(FakeWorld& world, const Operation& operation,
                               const KernelFacts& kernel = {}) {
    std::vector<std::string> lines;
    for (const Need& need : find_needs(operation, world, kernel).needs) {
        const bool is_port = need.access_class == AccessClass::net;
        const std::string subject = is_port             ? std::to_string(need.port)
                                    : need.path.empty() ? need.written
                                                        : need.path;
        lines.push_back(access_names(need.access_class, need.rights) + ' ' + subject);
    }
    std::ranges::sort(lines);
    return lines;
}

using Lines = std::vector<std::string>;

Name named(const std::string& path) {
    return {AT_FDCWD, path};
}

struct SmallWorld : FakeWorld {
    SmallWorld() {
        files["/work/file"] = {};
        files["/work/link"] = {S_IFLNK | 0777, "file"};
        files["/work/dangling"] = {S_IFLNK | 0777, "/work/dir/made"};
        files["/work/loop"] = {S_IFLNK | 0777, "loop"};
        files["/work/fifo"] = {S_IFIFO | 0644, ""};
        files["/work/socket"] = {S_IFSOCK | 0644, ""};
        files["/work/secret"] = {S_IFREG, "", true};
        files["/work/closed"] = {S_IFDIR, "", true};
    }
};

}  // namespace

TEST_CASE("opening a file needs what it is opened for") {
    SmallWorld world;
    CHECK(needs(world, OpenCall{named("file"), O_RDONLY}) == Lines{"read_file /work/file"});
    CHECK(needs(world, OpenCall{named("file"), O_WRONLY}) == Lines{"write_file /work/file"});
    CHECK(needs(world, OpenCall{named("file"), O_RDWR}) ==
          Lines{"write_file, read_file /work/file"});
    CHECK(needs(world, OpenCall{named("file"), O_WRONLY | O_TRUNC}) ==
          Lines{"write_file, truncate /work/file"});
    CHECK(needs(world, OpenCall{named("file"), O_RDONLY | O_TRUNC}) ==
          Lines{"read_file, truncate /work/file"});
    CHECK(needs(world, OpenCall{named("dir"), O_RDONLY | O_DIRECTORY}) ==
          Lines{"read_dir /work/dir"});
    CHECK(needs(world, OpenCall{named("fifo"), O_WRONLY | O_TRUNC}) ==
          Lines{"write_file /work/fifo"});
    CHECK(needs(world, OpenCall{named("file"), O_ACCMODE}).empty());
}

TEST_CASE("an open that fails before Landlock is asked needs nothing") {
    SmallWorld world;
    CHECK(needs(world, OpenCall{named("file"), O_PATH}).empty());
    CHECK(needs(world, OpenCall{named("missing"), O_RDONLY}).empty());
    CHECK(needs(world, OpenCall{named("file"), O_WRONLY | O_CREAT | O_EXCL}).empty());
    CHECK(needs(world, OpenCall{named("dangling"), O_WRONLY | O_CREAT | O_EXCL}).empty());
    CHECK(needs(world, OpenCall{named("link"), O_RDONLY | O_NOFOLLOW}).empty());
    CHECK(needs(world, OpenCall{named("loop"), O_RDONLY}).empty());
    CHECK(needs(world, OpenCall{named("dir"), O_WRONLY}).empty());
    CHECK(needs(world, OpenCall{named("dir"), O_RDONLY | O_CREAT}).empty());
    CHECK(needs(world, OpenCall{named("file"), O_RDONLY | O_DIRECTORY}).empty());
    CHECK(needs(world, OpenCall{named("file/"), O_RDONLY}).empty());
    CHECK(needs(world, OpenCall{named("socket"), O_RDONLY}).empty());
    CHECK(needs(world, OpenCall{named("secret"), O_RDONLY}).empty());
    CHECK(needs(world, OpenCall{named("closed/new"), O_WRONLY | O_CREAT}).empty());
    CHECK(needs(world, OpenCall{named("missing/new"), O_WRONLY | O_CREAT}).empty());
    CHECK(needs(world, OpenCall{named("dir/new"), O_RDWR | O_CREAT | O_DIRECTORY}).empty());
    CHECK(needs(world, OpenCall{named("dir"), O_RDONLY | O_TMPFILE}).empty());
    CHECK(needs(world, OpenCall{named("dir"), O_RDWR | O_CREAT | O_TMPFILE}).empty());
    CHECK(needs(world, OpenCall{named("file"), O_RDWR | (O_TMPFILE & ~O_DIRECTORY)}).empty());
}

TEST_CASE("a file that an open makes needs make_reg on its directory") {
    SmallWorld world;
    CHECK(needs(world, OpenCall{named("dir/new"), O_WRONLY | O_CREAT | O_TRUNC}) ==
          Lines{"make_reg /work/dir", "write_file /work/dir/new"});
    CHECK(needs(world, OpenCall{named("dangling"), O_WRONLY | O_CREAT}) ==
          Lines{"make_reg /work/dir", "write_file /work/dir/made"});
    CHECK(needs(world, OpenCall{named("/new"), O_RDONLY | O_CREAT}) ==
          Lines{"make_reg /", "read_file /new"});
    CHECK(needs(world, OpenCall{named("dir/new/"), O_WRONLY | O_CREAT}).empty());
    CHECK(needs(world, OpenCall{named("dir"), O_RDWR | O_TMPFILE}) ==
          Lines{"write_file, read_file /work/dir"});
    const Findings findings = find_needs(OpenCall{named("dir/new"), O_WRONLY | O_CREAT}, world);
    CHECK(findings.made == Lines{"/work/dir/new"});
    CHECK(findings.needs[1].is_new);
}

TEST_CASE("an open by a descriptor of a directory is of what lies below it") {
    SmallWorld world;
    world.descriptors[7] = "/etc";
    world.files["/etc/file"] = {};
    CHECK(needs(world, OpenCall{{7, "file"}, O_RDONLY}) == Lines{"read_file /etc/file"});
    CHECK(needs(world, OpenCall{{8, "file"}, O_RDONLY}).empty());
}

TEST_CASE("truncating needs truncate alone") {
    SmallWorld world;
    world.descriptors[3] = "/work/file";
    world.descriptors[4] = "pipe";
    CHECK(needs(world, TruncateFile{named("link")}) == Lines{"truncate /work/file"});
    CHECK(needs(world, TruncateFile{named("dir")}).empty());
    CHECK(needs(world, TruncateDescriptor{3}) == Lines{"truncate /work/file"});
    CHECK(needs(world, TruncateDescriptor{4}).empty());
    world.open_at_start.insert("/work/file");
    CHECK(needs(world, TruncateDescriptor{3}).empty());
}

TEST_CASE("making and removing entries is judged on the directory") {
    SmallWorld world;
    const auto make = [&](const char* path, mode_t mode) {
        return needs(world, MakeEntry{named(path), right_to_make(mode)});
    };
    CHECK(make("dir/new", S_IFDIR) == Lines{"make_dir /work/dir"});
    CHECK(make("dir/new/", S_IFDIR) == Lines{"make_dir /work/dir"});
    CHECK(make("dir/new/", S_IFLNK).empty());
    CHECK(make("dir/new", S_IFLNK) == Lines{"make_sym /work/dir"});
    CHECK(make("dir/new", S_IFSOCK) == Lines{"make_sock /work/dir"});
    CHECK(make("dir/new", S_IFIFO) == Lines{"make_fifo /work/dir"});
    CHECK(make("dir/new", S_IFBLK) == Lines{"make_block /work/dir"});
    CHECK(make("dir/new", S_IFCHR) == Lines{"make_char /work/dir"});
    CHECK(make("dir/new", 0) == Lines{"make_reg /work/dir"});
    CHECK(make("file", S_IFDIR).empty());
    CHECK(make("dangling", S_IFDIR).empty());
    CHECK(make("dir/.", S_IFDIR).empty());
    CHECK(make("closed/new", S_IFDIR).empty());
    CHECK(needs(world, RemoveEntry{named("file"), false}) == Lines{"remove_file /work"});
    CHECK(needs(world, RemoveEntry{named("dangling"), false}) == Lines{"remove_file /work"});
    CHECK(needs(world, RemoveEntry{named("dir/"), true}) == Lines{"remove_dir /work"});
    CHECK(needs(world, RemoveEntry{named("dir"), false}).empty());
    CHECK(needs(world, RemoveEntry{named("file"), true}).empty());
    CHECK(needs(world, RemoveEntry{named("missing"), false}).empty());
}

TEST_CASE("a whiteout is made as a file where the kernel has that fix") {
    SmallWorld world;
    const MakeEntry whiteout = {named("dir/new"), right_to_make(S_IFCHR), true};
    CHECK(needs(world, whiteout, {true}) == Lines{"make_reg /work/dir"});
    CHECK(needs(world, whiteout, {false}) == Lines{"make_char /work/dir"});
}

TEST_CASE("a rename removes at one place and makes at another") {
    SmallWorld world;
    const auto rename = [&](const char* from, const char* to, unsigned flags = 0) {
        return needs(world, RenameEntry{named(from), named(to), flags});
    };
    CHECK(rename("file", "new") == Lines{"remove_file, make_reg /work"});
    CHECK(rename("file", "fifo") == Lines{"remove_file, make_reg /work"});
    CHECK(rename("file", "dir/new") ==
          Lines{"make_reg, refer /work/dir", "remove_file, refer /work"});
    CHECK(rename("dir", "other/new") ==
          Lines{"make_dir, refer /work/other", "remove_dir, refer /work"});
    CHECK(rename("link", "dir/new") ==
          Lines{"make_sym, refer /work/dir", "remove_file, refer /work"});
    CHECK(rename("file", "link", 1).empty());  // RENAME_NOREPLACE
    CHECK(rename("file", "fifo", 2) ==         // RENAME_EXCHANGE
          Lines{"remove_file, make_reg, make_fifo /work"});
    CHECK(rename("file", "missing", 2).empty());
    CHECK(rename("file", "new", 4) ==  // RENAME_WHITEOUT
          Lines{"remove_file, make_reg /work"});
    CHECK(rename("missing", "new").empty());
    // fs/namei.c, do_renameat2: all of these are refused before Landlock is asked.
    CHECK(rename("file/", "new").empty());
    CHECK(rename("file", "new/").empty());
    CHECK(rename("file", "dir/new/").empty());
    CHECK(rename("dir/", "new/") == Lines{"remove_dir, make_dir /work"});
    CHECK(rename("file", "dir/", 2) == Lines{"remove_dir, remove_file, make_dir, make_reg /work"});
    CHECK(rename("file/", "dir", 2).empty());
    CHECK(rename("dir", "dir/new").empty());
    world.files["/work/dir/within"] = {};
    CHECK(rename("dir/within", "dir").empty());
    CHECK(rename("dir/within", "dir", 2).empty());
    world.files.erase("/work/dir/within");
    world.files["/work/dir"].mount = 2;
    CHECK(rename("file", "dir/new").empty());
}

TEST_CASE("a link makes a name of the file's type, and refers to its directory") {
    SmallWorld world;
    const auto link = [&](const char* from, const char* to, unsigned flags = 0) {
        return needs(world, LinkFile{named(from), named(to), flags});
    };
    CHECK(link("file", "new") == Lines{"make_reg /work"});
    CHECK(link("file", "dir/new") == Lines{"make_reg, refer /work/dir", "refer /work"});
    CHECK(link("link", "dir/new") == Lines{"make_sym, refer /work/dir", "refer /work"});
    CHECK(link("link", "new", AT_SYMLINK_FOLLOW) == Lines{"make_reg /work"});
    CHECK(link("file", "fifo").empty());
    CHECK(link("dir", "new").empty());
    world.descriptors[5] = "/work/file";
    CHECK(needs(world, LinkFile{{5, ""}, named("new"), AT_EMPTY_PATH}) == Lines{"make_reg /work"});
    CHECK(needs(world, LinkFile{{5, ""}, named("new"), 0}).empty());
}

TEST_CASE("starting a script needs the right to run each interpreter of it") {
    SmallWorld world;
    world.files["/work/script"] = {S_IFREG | 0755, "#! /work/other/shell -e\ntext"};
    world.files["/work/other/shell"] = {S_IFREG | 0755, "nothing that is known"};
    CHECK(needs(world, ExecuteFile{named("script")}) ==
          Lines{"execute, read_file /work/other/shell", "execute, read_file /work/script"});
    CHECK(needs(world, ExecuteFile{named("dir")}).empty());
    CHECK(needs(world, ExecuteFile{named("secret")}).empty());
    CHECK(needs(world, ExecuteFile{named("missing")}).empty());
    world.files["/work/sudo"] = {S_IFREG | S_ISUID | 0755, ""};
    const Findings findings = find_needs(ExecuteFile{named("sudo")}, world);
    REQUIRE(findings.remarks.size() == 1);
    CHECK(findings.remarks[0].kind == RemarkKind::gains_privilege);
}

TEST_CASE("devices need ioctl_dev for all commands but the ones that are free") {
    SmallWorld world;
    world.files["/work/tty"] = {S_IFCHR | 0600, ""};
    world.descriptors[0] = "/work/tty";
    world.descriptors[1] = "/work/file";
    CHECK(needs(world, ControlDevice{0, 0x5401}) == Lines{"ioctl_dev /work/tty"});  // TCGETS
    CHECK(needs(world, ControlDevice{0, 0x541B}) == Lines{"ioctl_dev /work/tty"});  // FIONREAD
    CHECK(needs(world, ControlDevice{0, 0x5421}).empty());                          // FIONBIO
    CHECK(needs(world, ControlDevice{1, 0x5401}).empty());
    world.open_at_start.insert("/work/tty");
    CHECK(needs(world, ControlDevice{0, 0x5401}).empty());
}

TEST_CASE("a signal needs the scope where its process is not of the sandbox") {
    SmallWorld world;
    world.observed = {100};
    CHECK(needs(world, SendSignal{1}) == Lines{"signal 1"});
    CHECK(needs(world, SendSignal{100}).empty());
    CHECK(needs(world, SendSignal{-100}).empty());
    CHECK(needs(world, SendSignal{0}).empty());
    CHECK(needs(world, SendSignal{-1}).empty());
}
