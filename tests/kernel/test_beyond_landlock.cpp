// SPDX-License-Identifier: MIT
//
// What a confined process can do although a policy that handles everything seems to say that it
// cannot, because Landlock has no right for it. Each of these is a line of tests/threats.md;
// one that fails here is good news, and a line less there.
#include <fcntl.h>
#include <linux/falloc.h>
#include <sched.h>
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <string>

#include "../behaviour/probes/ring.h"
#include "operations.hpp"

using namespace kernel_tests;

namespace {

constexpr int kAbiFastOpen = 10;  // the first where it is restricted on every kernel

PolicyText everything() {
    return all_fs().handle_net({"bind_tcp", "connect_tcp"}).scope({"signal"});
}

// A process outside of the sandbox that uses the processor until somebody ends it.
pid_t start_busy() {
    const pid_t pid = must(fork(), "fork");
    if (pid != 0) return pid;
    alarm(30);
    for (;;) sched_yield();
}

void end(pid_t pid) {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
}

// What in_grandchild finds, of a process outside of its sandbox.
Result confined_towards(uid_t uid, const std::function<Result(pid_t)>& act) {
    return in_child(uid, [&act] {
        const pid_t other = start_busy();
        Result result = Result::none;
        try {
            result = in_grandchild([&] {
                enforce(everything());
                return act(other);
            });
        } catch (...) {
            end(other);
            throw;
        }
        end(other);
        return result;
    });
}

}  // namespace

TEST_CASE("kernel: limits, priorities and processors of processes outside can be set") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined_towards(uid, [](pid_t other) { return result_of(kill(other, SIGKILL)); }) ==
              denied_since(kAbiScopes, Result::eperm));
        CHECK(confined_towards(uid, [](pid_t other) {
                  return result_of(setpriority(PRIO_PROCESS, static_cast<id_t>(other), 19));
              }) == Result::allowed);
        CHECK(confined_towards(uid, [](pid_t other) {
                  cpu_set_t processors;
                  must(sched_getaffinity(0, sizeof(processors), &processors), "processors");
                  return result_of(sched_setaffinity(other, sizeof(processors), &processors));
              }) == Result::allowed);
        CHECK(confined_towards(uid, [](pid_t other) {
                  constexpr int kIdle = 3 << 13;  // IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0)
                  return result_of(syscall(SYS_ioprio_set, 1, other, kIdle));
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: a limit of processor time ends a process outside") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [] {
                  const pid_t other = start_busy();
                  const Result result = in_grandchild([other] {
                      enforce(everything());
                      const rlimit none = {0, 0};
                      return result_of(prlimit(other, RLIMIT_CPU, &none, nullptr));
                  });
                  int status = 0;
                  must(waitpid(other, &status, 0), "waitpid");
                  expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
                         "an end by the kernel");
                  return result;
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: a file that may be written, not truncated, can be shortened by fallocate") {
    constexpr off_t kBlocks = 1 << 20;
    const auto lengthen = [] {
        const int fd = must(open("file", O_WRONLY | O_CLOEXEC), "file");
        must(posix_fallocate(fd, 0, 2 * kBlocks) == 0 ? 0 : -1, "space");
        close(fd);
    };
    const auto collapse = [] {
        const int fd = must(open("file", O_WRONLY | O_CLOEXEC), "file");
        return result_of(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 0, kBlocks));
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        const Result unconfined = in_child(uid, [&] {
            lengthen();
            return collapse();
        });
        if (unconfined == static_cast<Result>(EOPNOTSUPP)) {
            MESSAGE("skipped: the filesystem of /tmp cannot collapse files");
            return;
        }
        CHECK(unconfined == Result::allowed);
        const PolicyText writing = all_fs().grant("file", {"write_file"});
        CHECK(confined(uid, writing, lengthen, collapse) == Result::allowed);
        CHECK(confined(uid, writing, lengthen, [] {
                  const int fd = must(open("file", O_WRONLY | O_CLOEXEC), "file");
                  return result_of(ftruncate(fd, kBlocks));
              }) == denied_since(kAbiTruncate));
    }
}

TEST_CASE("kernel: a denied directory can be watched") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, all_fs(), [] {
                  expect(open_file("dir", O_RDONLY) == Result::eacces,
                         "a directory that is denied");
                  const int watch = must(inotify_init1(IN_CLOEXEC), "inotify");
                  return result_of(inotify_add_watch(watch, "dir", IN_ALL_EVENTS));
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: root can change the flags of a mount by mount_setattr, not by mount") {
    const auto prepare = [] {
        must(unshare(CLONE_NEWNS), "a mount namespace");
        must(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "private mounts");
        must(mount("none", "other", "tmpfs", MS_RDONLY, nullptr), "a mount");
        must(mount(nullptr, "other", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr), "flags");
        must(mount(nullptr, "other", nullptr, MS_REMOUNT, nullptr), "a filesystem to write to");
        must(mount(nullptr, "other", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr), "flags");
    };
    if (geteuid() != 0 || in_child(0, [&] {
                              try {
                                  prepare();
                              } catch (const std::exception&) {
                                  return Result::none;
                              }
                              return Result::allowed;
                          }) != Result::allowed) {
        const std::string reason =
            geteuid() != 0 ? "needs root, to mount" : "no filesystem can be mounted here";
        MESSAGE("skipped: ", reason);
        return;
    }
    CHECK(confined(0, all_fs(), prepare, [] {
              return result_of(mount(nullptr, "other", nullptr, MS_REMOUNT | MS_BIND, nullptr));
          }) == Result::eperm);
    const Result result = confined(0, all_fs(), prepare, [] {
        constexpr long kMountSetattr = 442;
        struct {
            std::uint64_t set, clear, propagation, userns;
        } const attributes = {0, MOUNT_ATTR_RDONLY, 0, 0};
        const long status =
            syscall(kMountSetattr, AT_FDCWD, "other", 0, &attributes, sizeof(attributes));
        if (status != 0) return result_of(status);
        struct statvfs state = {};
        must(statvfs("other", &state), "statvfs");
        expect((state.f_flag & ST_RDONLY) == 0, "a mount that may be written to");
        return Result::allowed;
    });
    CHECK(result == Result::allowed);
}

TEST_CASE("kernel: TCP Fast Open goes past connect_tcp on some kernels below ABI 10") {
    for (const int family : {AF_INET, AF_INET6}) {
        if (!has_loopback(family)) continue;
        CAPTURE(family);
        for (const uid_t uid : users()) {
            CAPTURE(uid);
            const Socket server(family, SOCK_STREAM);
            expect(server.bind(0) == Result::allowed, "a server that binds");
            expect(server.listen() == Result::allowed, "a server that listens");
            const auto send = [&] {
                return Socket(family, SOCK_STREAM).send_to(server.port(), MSG_FASTOPEN);
            };
            if (in_child(uid, send) != Result::allowed) {
                MESSAGE("skipped: no TCP Fast Open here");
                return;
            }
            const Result result = confined(uid, everything(), send);
            if (kernel_abi() >= kAbiFastOpen) {
                CHECK(result == Result::eacces);
            } else {  // stable kernels may have the correction
                CHECK((result == Result::allowed || result == Result::eacces));
            }
        }
    }
}

TEST_CASE("kernel: an io_uring acts with the credentials that it registered, without the sandbox") {
    io_uring_params params;
    const int probe = ring_setup(&params);
    if (probe < 0) {
        MESSAGE("skipped: no io_uring here (" << std::strerror(errno) << ")");
        return;
    }
    close(probe);
    const auto open_by_ring = [](bool as_registered) {
        io_uring_params found;
        ring ring = {};
        must(ring_map(&ring, must(ring_setup(&found), "a ring"), &found), "its memory");
        const int personality = must(ring_register_personality(ring.fd), "a personality");
        enforce(everything());
        expect(open_file("file", O_RDONLY) == Result::eacces, "a file that is denied");
        return result_of(ring_open(&ring, "file", O_RDONLY, as_registered ? personality : 0));
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [&] { return open_by_ring(true); }) == Result::allowed);
        CHECK(in_child(uid, [&] { return open_by_ring(false); }) == Result::eacces);
        // One that is made in the sandbox is in it.
        CHECK(confined(uid, everything(), [] {
                  io_uring_params found;
                  ring ring = {};
                  must(ring_map(&ring, must(ring_setup(&found), "a ring"), &found), "its memory");
                  const int personality = must(ring_register_personality(ring.fd), "a personality");
                  return result_of(ring_open(&ring, "file", O_RDONLY, personality));
              }) == Result::eacces);
    }
}
