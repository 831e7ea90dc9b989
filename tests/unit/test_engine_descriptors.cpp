// SPDX-License-Identifier: MIT
//
// Calls about what a descriptor stands for, and names that are looked up with more than a path.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/openat2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "fake_world.hpp"
#include "observe/engine.hpp"

using namespace landlock_preload;

namespace {

using Lines = std::vector<std::string>;

Lines needs(World& world, const Operation& operation) {
    Lines lines;
    for (const Need& need : find_needs(operation, world).needs) {
        const std::string& subject = need.path.empty() ? need.written : need.path;
        lines.push_back(access_names(need.access_class, need.rights) + ' ' + subject);
    }
    std::ranges::sort(lines);
    return lines;
}

// Below a root of its own, /work/dir, where a scoped name begins.
class ScopedWorld : public FakeWorld {
  public:
    using FakeWorld::find;
    Found find(const Name& name, Follow follow, std::uint64_t resolve) override {
        Name inside = name;
        if ((resolve & RESOLVE_IN_ROOT) != 0) inside.path = "/work/dir/" + name.path;
        return FakeWorld::find(inside, follow, 0);
    }
};

}  // namespace

TEST_CASE("a file is made in the root that the call names") {
    ScopedWorld world;
    const OpenCall open = {{AT_FDCWD, "/new"}, O_WRONLY | O_CREAT, RESOLVE_IN_ROOT};
    CHECK(needs(world, open) == Lines{"make_reg /work/dir", "write_file /work/dir/new"});
}

TEST_CASE("only what was opened to be written to can be made shorter") {
    FakeWorld world;
    world.files["/work/file"] = {};
    world.descriptors[3] = "/work/file";
    CHECK(needs(world, TruncateDescriptor{3}) == Lines{"truncate /work/file"});
    world.flags[3] = O_RDONLY;
    CHECK(needs(world, TruncateDescriptor{3}).empty());
}

TEST_CASE("a place takes no commands") {
    FakeWorld world;
    constexpr std::uint32_t kCommand = 0x5401;  // TCGETS
    world.files["/work/device"] = {S_IFCHR | 0600, ""};
    world.descriptors[3] = "/work/device";
    CHECK(needs(world, ControlDevice{3, kCommand}) == Lines{"ioctl_dev /work/device"});
    world.flags[3] = O_PATH;
    CHECK(needs(world, ControlDevice{3, kCommand}).empty());
}

// ioctl_tty(2): TIOCGPTPEER opens the other end with the flags of its argument.
TEST_CASE("a terminal's other end is opened by a command") {
    FakeWorld world;
    constexpr std::uint32_t kPeer = 0x5441;
    for (const char* directory : {"/dev", "/dev/pts"}) world.files[directory].mode = S_IFDIR | 0755;
    world.files["/dev/ptmx"] = {S_IFCHR | 0666, ""};
    world.files["/dev/pts/5"] = {S_IFCHR | 0620, ""};
    world.descriptors[3] = "/dev/ptmx";
    const ControlDevice control = {3, kPeer, O_RDWR | O_NOCTTY};
    CHECK(needs(world, control) ==
          Lines{"ioctl_dev /dev/ptmx", "write_file, read_file /dev/pts/5"});
    REQUIRE(find_needs(control, world).devices.size() == 1);
    CHECK(find_needs(control, world).devices[0].path == "/dev/pts/5");
}

TEST_CASE("a device that is opened for commands alone is opened") {
    FakeWorld world;
    world.files["/work/device"] = {S_IFCHR | 0600, ""};
    const OpenCall open = {{AT_FDCWD, "device"}, O_ACCMODE};
    CHECK(needs(world, open).empty());
    CHECK(find_needs(open, world).devices.size() == 1);
}

TEST_CASE("a signal goes to the process of a descriptor") {
    FakeWorld world;
    CHECK(needs(world, SignalDescriptor{3}).empty());
    world.processes[3] = 7;
    CHECK(needs(world, SignalDescriptor{3}) == Lines{"signal 7"});
    CHECK(find_needs(TraceDescriptor{3}, world).remarks.size() == 1);
    world.observed.insert(7);
    CHECK(needs(world, SignalDescriptor{3}).empty());
    CHECK(find_needs(TraceDescriptor{3}, world).remarks.empty());
}

TEST_CASE("the memory of another process is refused, whatever is granted") {
    FakeWorld world;
    for (const char* directory : {"/proc", "/proc/7"}) world.files[directory].mode = S_IFDIR | 0555;
    world.files["/proc/7/mem"] = {S_IFREG | 0600, ""};
    const OpenCall open = {{AT_FDCWD, "/proc/7/mem"}, O_RDONLY};
    REQUIRE(find_needs(open, world).remarks.size() == 1);
    CHECK(find_needs(open, world).remarks[0].kind == RemarkKind::trace);
    world.observed.insert(7);
    CHECK(find_needs(open, world).remarks.empty());
}

TEST_CASE("a file is opened by its handle as by its name") {
    FakeWorld world;
    world.files["/work/file"] = {};
    CHECK(needs(world, OpenHandle{AT_FDCWD, "/work/file", O_RDWR | O_TRUNC}) ==
          Lines{"write_file, read_file, truncate /work/file"});
    CHECK(needs(world, OpenHandle{AT_FDCWD, "/work/dir", O_RDONLY}) == Lines{"read_dir /work/dir"});
    CHECK(needs(world, OpenHandle{AT_FDCWD, "/work/file", O_PATH}).empty());
    CHECK(needs(world, OpenHandle{AT_FDCWD, "/work/missing", O_RDONLY}).empty());
}

// security/landlock/fs.c, current_check_refer_path(): it has a parent, though no name there.
TEST_CASE("a file without a name has the directory that it was made for") {
    FakeWorld world;
    const LinkFile link = {{3, ""}, {AT_FDCWD, "dir/new"}, AT_EMPTY_PATH};
    world.files["/work/dir/#9 (deleted)"].inode = 9;
    world.descriptors[3] = "/work/dir/#9 (deleted)";
    CHECK(needs(world, link) == Lines{"make_reg /work/dir"});
    world.files["/work/#9 (deleted)"].inode = 9;
    world.descriptors[3] = "/work/#9 (deleted)";
    CHECK(needs(world, link) == Lines{"make_reg, refer /work/dir", "refer /work"});
    // What was removed gets no name again.
    world.files["/work/file (deleted)"].inode = 9;
    world.descriptors[3] = "/work/file (deleted)";
    CHECK(needs(world, link).empty());
}
