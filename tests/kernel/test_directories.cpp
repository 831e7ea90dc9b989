// SPDX-License-Identifier: MIT
//
// Directories: listing them, making and removing entries (always judged on the directory that holds
// the entry), how far a rule on one reaches, and mounts, which no rule can allow.
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "operations.hpp"

using namespace kernel_tests;

TEST_CASE("kernel: listing a directory needs read_dir, at any depth below the rule") {
    check_needs({{".", {"read_dir"}}}, [] { return open_file(".", O_RDONLY | O_DIRECTORY); });
    check_needs({{".", {"read_dir"}}}, [] { return open_file("dir/sub", O_RDONLY | O_DIRECTORY); });
    check_needs({{"dir/sub", {"read_dir"}}}, [] { return open_file("dir/../dir//sub", O_RDONLY); });
}

TEST_CASE("kernel: listing a directory is not reading its files, and the other way round") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, all_fs().grant("dir", {"read_dir"}),
                       [] { return open_file("dir/file", O_RDONLY); }) == Result::eacces);
        CHECK(confined(uid, all_fs().grant("dir", {"read_file"}),
                       [] { return open_file("dir", O_RDONLY | O_DIRECTORY); }) == Result::eacces);
    }
}

TEST_CASE("kernel: a rule on a directory reaches down, not up or sideways") {
    const PolicyText policy = all_fs().grant("dir", every_fs_right());
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, policy, [] { return open_file("dir/file", O_RDWR); }) ==
              Result::allowed);
        CHECK(confined(uid, policy, [] { return make_regular("dir/sub/new"); }) == Result::allowed);
        CHECK(confined(uid, policy, [] { return make_regular("new"); }) == Result::eacces);
        CHECK(confined(uid, policy, [] { return make_regular("other/new"); }) == Result::eacces);
        CHECK(confined(uid, policy, [] { return open_file(".", O_RDONLY); }) == Result::eacces);
        CHECK(confined(uid, policy, [] { return open_file("dir/../file", O_RDONLY); }) ==
              Result::eacces);
    }
}

TEST_CASE("kernel: a rule on / reaches everything") {
    check_needs({{"/", {"read_file", "write_file", "make_reg"}}}, [] {
        const Result made = open_file("dir/new", O_RDWR | O_CREAT);
        return made == Result::allowed ? open_file("dir/file", O_RDWR) : made;
    });
}

TEST_CASE("kernel: entries of each kind are made with the right for that kind only") {
    struct Kind {
        const char* right;
        Action make;
    };
    const Kind kKinds[] = {
        {"make_reg", [] { return make_regular("dir/new"); }},
        {"make_dir", [] { return result_of(mkdir("dir/new", 0755)); }},
        {"make_fifo", [] { return result_of(mkfifo("dir/new", 0644)); }},
        {"make_sym", [] { return result_of(symlink("file", "dir/new")); }},
        {"make_sock", [] { return bind_unix("dir/new", SOCK_STREAM); }},
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        for (const Kind& granted : kKinds) {
            CAPTURE(granted.right);
            for (const Kind& tried : kKinds) {
                CAPTURE(tried.right);
                CHECK(confined(uid, all_fs().grant("dir", {granted.right}), tried.make) ==
                      (&granted == &tried ? Result::allowed : Result::eacces));
            }
        }
    }
}

TEST_CASE("kernel: removing is judged on the directory that holds the entry") {
    check_needs({{"dir", {"remove_file"}}}, [] { return result_of(unlink("dir/file")); });
    check_needs({{"dir", {"remove_dir"}}}, [] { return result_of(rmdir("dir/sub")); });
    check_needs({{".", {"remove_file"}}}, [] { return result_of(unlink("fifo")); });
    check_needs({{".", {"remove_file"}}}, [] { return result_of(unlink("sock")); });
    check_needs({{".", {"remove_file"}}}, [] { return result_of(unlink("link")); });
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, all_fs().grant("dir/sub", every_fs_right()),
                       [] { return result_of(rmdir("dir/sub")); }) == Result::eacces);
        CHECK(confined(uid, all_fs().grant("dir", {"remove_file"}),
                       [] { return result_of(rmdir("dir/sub")); }) == Result::eacces);
        CHECK(confined(uid, all_fs().grant("dir", {"remove_dir"}),
                       [] { return result_of(unlink("dir/file")); }) == Result::eacces);
    }
}

TEST_CASE("kernel: a directory that was moved takes its rule along") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        const PolicyText policy =
            all_fs().grant(".", {"make_dir", "remove_dir"}).grant("dir", {"read_file"});
        CHECK(confined(uid, policy, [] {
                  must(rename("dir", "moved"), "rename");
                  return open_file("moved/file", O_RDONLY);
              }) == Result::allowed);
    }
}

namespace {

// A mount namespace of our own, from which nothing spreads. Users other than root get one together
// with a user namespace. Not to be had in a chroot whose root is no mount point.
Result try_mount_namespace() {
    const int flags = geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS;
    if (unshare(flags) != 0) return result_of(-1);
    return result_of(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr));
}

bool can_mount(uid_t uid) {
    return in_child(uid, try_mount_namespace) == Result::allowed;
}

void enter_mount_namespace() {
    must(try_mount_namespace() == Result::allowed ? 0 : -1, "a mount namespace");
}

Result mount_something() {
    return result_of(mount("none", "other", "tmpfs", 0, nullptr));
}

}  // namespace

TEST_CASE("kernel: any handled fs right denies mounts with EPERM, ports and scopes do not") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        if (!can_mount(uid)) {
            MESSAGE("this user cannot mount here");
            continue;
        }
        CHECK(in_child(uid, [] {
                  enter_mount_namespace();
                  return mount_something();
              }) == Result::allowed);
        CHECK(confined(uid, all_fs().grant("/", every_fs_right()), enter_mount_namespace,
                       mount_something) == Result::eperm);
        CHECK(confined(uid, PolicyText().handle_fs({"make_block"}), enter_mount_namespace,
                       mount_something) == Result::eperm);
        if (kernel_abi() < kAbiTcp) continue;
        CHECK(confined(uid, PolicyText().handle_net({"bind_tcp"}), enter_mount_namespace,
                       mount_something) == Result::allowed);
    }
}

TEST_CASE(
    "kernel: a rule on a directory holds behind a bind mount, one above its source does not") {
    const auto prepare = [] {
        enter_mount_namespace();
        must(mount("dir", "other", nullptr, MS_BIND, nullptr), "MS_BIND");
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        if (!can_mount(uid)) continue;
        const auto read_through = [] { return open_file("other/file", O_RDONLY); };
        CHECK(confined(uid, all_fs().grant("dir/file", {"read_file"}), prepare, read_through) ==
              Result::allowed);
        CHECK(confined(uid, all_fs().grant("other", {"read_file"}), prepare, read_through) ==
              Result::allowed);
        CHECK(confined(uid, all_fs().grant("dir/sub", {"read_file"}), prepare, read_through) ==
              Result::eacces);
    }
}
