// SPDX-License-Identifier: MIT
//
// Devices: opening them, ioctl on them (ABI 5), which ioctl commands and which other files that
// right does not concern, and device nodes. The devices are those that every machine has.
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/random.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include "operations.hpp"

using namespace kernel_tests;

namespace {

constexpr int kErratumWhiteouts = 0x8;

Result ask_entropy(int fd) {
    int entropy = 0;
    return result_of(ioctl(fd, RNDGETENTCNT, &entropy));
}

Result ask_device(unsigned long command, char* argument) {
    return result_of(ioctl(descriptor("/dev/urandom", O_RDONLY), command, argument));
}

}  // namespace

TEST_CASE("kernel: a device is opened, read and written as a file is") {
    const auto read_zero = [] {
        char byte = 1;
        const int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
        return fd < 0 ? result_of(fd) : result_of(read(fd, &byte, 1));
    };
    const auto write_null = [] {
        const int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
        return fd < 0 ? result_of(fd) : result_of(write(fd, "x", 1));
    };
    check_needs({{"/dev/zero", {"read_file"}}}, read_zero);
    check_needs({{"/dev/null", {"write_file"}}}, write_null);
    check_needs({{"/dev", {"read_file", "write_file"}}},
                [] { return open_file("/dev/null", O_RDWR); });
}

TEST_CASE("kernel: a rule on one device does not open another") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        const PolicyText policy = all_fs().grant("/dev/null", every_fs_right());
        CHECK(confined(uid, policy, [] { return open_file("/dev/null", O_RDWR); }) ==
              Result::allowed);
        CHECK(confined(uid, policy, [] { return open_file("/dev/zero", O_RDWR); }) ==
              Result::eacces);
        CHECK(confined(uid, policy, [] { return open_file("/dev", O_RDONLY); }) == Result::eacces);
    }
}

TEST_CASE("kernel: ioctl on a device needs ioctl_dev at the time it was opened") {
    check_needs({{"/dev/urandom", {"read_file", "ioctl_dev"}}}, [] {
        const int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
        return fd < 0 ? result_of(fd) : ask_entropy(fd);
    });
    check_needs({{"/dev", {"read_file", "ioctl_dev"}}}, [] {
        const int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
        return fd < 0 ? result_of(fd) : ask_entropy(fd);
    });
}

TEST_CASE("kernel: ioctl on a terminal needs ioctl_dev too") {
    const auto ask_terminal = [] {
        const int fd = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
        int number = 0;
        return fd < 0 ? result_of(fd) : result_of(ioctl(fd, TIOCGPTN, &number));
    };
    if (open_file("/dev/ptmx", O_RDWR) != Result::allowed) {
        MESSAGE("no /dev/ptmx here");
        return;
    }
    check_needs({{"/dev/ptmx", {"read_file", "write_file", "ioctl_dev"}}}, ask_terminal);
}

TEST_CASE("kernel: commands that every file has need no ioctl_dev, the device's own do") {
    struct Command {
        unsigned long number;
        bool is_exempt;
    };
    const Command kCommands[] = {
        {FIOCLEX, true},   {FIONCLEX, true},      {FIONBIO, true},
        {FIOASYNC, true},  {FIGETBSZ, true},      {FIOQSIZE, true},
        {FIONREAD, false}, {RNDGETENTCNT, false}, {TCGETS, false},
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        for (const Command& command : kCommands) {
            CAPTURE(command.number);
            const auto ask = [&command] {
                char argument[256] = {};  // as large as any of them wants
                return ask_device(command.number, argument);
            };
            const PolicyText policy = all_fs().grant("/dev/urandom", {"read_file"});
            const Result unconfined = in_child(uid, ask);  // the device may not know it
            REQUIRE(unconfined != Result::eacces);
            CHECK(confined(uid, policy, ask) ==
                  (command.is_exempt ? unconfined
                                     : denied_since(kAbiIoctlDev, Result::eacces, unconfined)));
        }
    }
}

TEST_CASE("kernel: ioctl on what is no device needs no right") {
    const auto ask = [](const char* path, int flags) {
        return [path, flags] {
            int available = 0;
            const int fd = open(path, flags | O_CLOEXEC);
            return fd < 0 ? result_of(fd) : result_of(ioctl(fd, FIONREAD, &available));
        };
    };
    check_needs({{"file", {"read_file"}}}, ask("file", O_RDONLY));
    check_needs({{"fifo", {"read_file", "write_file"}}}, ask("fifo", O_RDWR));
}

TEST_CASE("kernel: making device nodes is denied before the capability is asked for") {
    const auto make_character = [] {
        return result_of(mknod("dir/new", S_IFCHR | 0644, makedev(1, 3)));
    };
    const auto make_block = [] {
        return result_of(mknod("dir/new", S_IFBLK | 0644, makedev(7, 0)));
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        // Who has the capability may still be forbidden to, by a container's filter.
        const Result made = in_child(uid, make_character);
        CHECK(
            (made == Result::eperm || (made == Result::allowed && has_capability(uid, CAP_MKNOD))));
        CHECK(in_child(uid, make_block) == made);
        const PolicyText character = all_fs().grant("dir", every_fs_right_but({"make_block"}));
        const PolicyText block = all_fs().grant("dir", every_fs_right_but({"make_char"}));
        CHECK(confined(uid, character, make_character) == made);
        CHECK(confined(uid, character, make_block) == Result::eacces);
        CHECK(confined(uid, block, make_block) == made);
        CHECK(confined(uid, block, make_character) == Result::eacces);
    }
}

TEST_CASE("kernel: a whiteout is a file where erratum 4 is fixed, else a character device") {
    const bool is_file = (kernel_errata() & kErratumWhiteouts) != 0;
    const auto make_whiteout = [] {
        return result_of(mknod("dir/new", S_IFCHR | 0644, makedev(0, 0)));
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        if (in_child(uid, make_whiteout) != Result::allowed) {
            MESSAGE("skipped: making a whiteout is forbidden here, as by a container's filter");
            continue;
        }
        CHECK(confined(uid, all_fs().grant("dir", {"make_reg"}), make_whiteout) ==
              (is_file ? Result::allowed : Result::eacces));
        CHECK(confined(uid, all_fs().grant("dir", {"make_char"}), make_whiteout) ==
              (is_file ? Result::eacces : Result::allowed));
    }
}
