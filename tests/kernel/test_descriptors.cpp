// SPDX-License-Identifier: MIT
//
// Descriptors that were open before the sandbox: they keep what they can do, but are no way to
// anything that has to be opened. Descriptors that the sandbox opens keep its verdict.
#include <dirent.h>
#include <fcntl.h>
#include <linux/random.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "operations.hpp"

using namespace kernel_tests;

namespace {

// Opens PATH, enforces a policy that grants nothing there, then acts on the descriptor.
Result with_inherited(uid_t uid, const char* path, int flags,
                      const std::function<Result(int)>& act) {
    return in_child(uid, [&] {
        const int fd = descriptor(path, flags);
        enforce(all_fs().grant("other", {"read_file"}));
        expect(open_file(path, flags) == Result::eacces, "a path that is denied by now");
        return act(fd);
    });
}

Result reopen(int fd, int flags) {
    return open_file(("/proc/self/fd/" + std::to_string(fd)).c_str(), flags);
}

void send_descriptor(int socket, int fd) {
    char byte = 'x';
    iovec data = {&byte, 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message = {};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof(control);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &fd, sizeof(fd));
    must(sendmsg(socket, &message, 0), "sendmsg");
}

int receive_descriptor(int socket) {
    char byte;
    iovec data = {&byte, 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message = {};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof(control);
    must(recvmsg(socket, &message, MSG_CMSG_CLOEXEC), "recvmsg");
    const cmsghdr* header = CMSG_FIRSTHDR(&message);
    expect(header != nullptr, "a descriptor in the message");
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header), sizeof(fd));
    return fd;
}

}  // namespace

TEST_CASE("kernel: an inherited file keeps all that it was opened for") {
    char byte;
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(with_inherited(uid, "file", O_RDWR, [&](int fd) {
                  return result_of(read(fd, &byte, 1));
              }) == Result::allowed);
        CHECK(with_inherited(uid, "file", O_RDWR, [](int fd) {
                  return result_of(write(fd, "x", 1));
              }) == Result::allowed);
        CHECK(with_inherited(uid, "file", O_RDWR, [](int fd) {
                  return result_of(ftruncate(fd, 1));
              }) == Result::allowed);
        CHECK(with_inherited(uid, "file", O_RDWR, [](int fd) {
                  void* mapped = mmap(nullptr, 1, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
                  return result_of(mapped == MAP_FAILED ? -1 : 0);
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: an inherited device keeps its ioctl") {
    int entropy = 0;
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(with_inherited(uid, "/dev/urandom", O_RDONLY, [&](int fd) {
                  return result_of(ioctl(fd, RNDGETENTCNT, &entropy));
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: an inherited directory can be listed and entered, its files not opened") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(with_inherited(uid, "dir", O_RDONLY, [](int fd) {
                  DIR* listing = fdopendir(fd);
                  return result_of(listing != nullptr && readdir(listing) != nullptr ? 0 : -1);
              }) == Result::allowed);
        CHECK(with_inherited(uid, "dir", O_RDONLY, [](int fd) { return result_of(fchdir(fd)); }) ==
              Result::allowed);
        CHECK(with_inherited(uid, "dir", O_RDONLY, [](int fd) {
                  return result_of(openat(fd, "file", O_RDONLY | O_CLOEXEC));
              }) == Result::eacces);
        CHECK(with_inherited(uid, "dir", O_RDONLY, [](int fd) {
                  return result_of(mkdirat(fd, "new", 0755));
              }) == Result::eacces);
        CHECK(with_inherited(uid, "dir", O_RDONLY, [](int fd) {
                  return result_of(unlinkat(fd, "file", 0));
              }) == Result::eacces);
    }
}

TEST_CASE("kernel: an inherited file cannot be opened again") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(with_inherited(uid, "file", O_RDONLY, [](int fd) { return reopen(fd, O_RDONLY); }) ==
              Result::eacces);
        CHECK(with_inherited(uid, "file", O_RDWR, [](int fd) { return reopen(fd, O_WRONLY); }) ==
              Result::eacces);
    }
}

TEST_CASE("kernel: pipes and memory files can always be opened again") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [] {
                  int ends[2];
                  must(pipe2(ends, O_CLOEXEC), "pipe");
                  enforce(all_fs());
                  return reopen(ends[0], O_RDONLY | O_NONBLOCK);
              }) == Result::allowed);
        CHECK(in_child(uid, [] {
                  const int fd = must(memfd_create("memory", MFD_CLOEXEC), "memfd_create");
                  enforce(all_fs());
                  return reopen(fd, O_RDWR);
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: a descriptor opened in the sandbox keeps its verdict outside of it") {
    const auto shorten_what_the_sandbox_opened = [](const Names& rights) {
        return [rights] {
            int pair[2];
            must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), "socketpair");
            const Result sent = in_grandchild([&] {
                enforce(all_fs().grant("file", rights));
                send_descriptor(pair[1], descriptor("file", O_RDWR));
                return Result::allowed;
            });
            expect(sent == Result::allowed, "a descriptor that is sent");
            return result_of(ftruncate(receive_descriptor(pair[0]), 1));
        };
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, shorten_what_the_sandbox_opened({"read_file", "write_file"})) ==
              denied_since(kAbiTruncate));
        CHECK(in_child(uid, shorten_what_the_sandbox_opened(
                                {"read_file", "write_file", "truncate"})) == Result::allowed);
    }
}
