// SPDX-License-Identifier: MIT
//
// The numbers are those of the kernel's tables, arch/x86/entry/syscalls/syscall_64.tbl and
// include/uapi/asm-generic/unistd.h, which is aarch64's.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "observe/decode.hpp"
#include "observe/filter.hpp"

using namespace landlock_preload;

namespace {

constexpr int kNone = -1;

struct Numbers {
    int x86_64;
    int aarch64;
    const char* name;
};

constexpr Numbers kCalls[] = {
    {2, kNone, "open"},
    {85, kNone, "creat"},
    {82, kNone, "rename"},
    {86, kNone, "link"},
    {88, kNone, "symlink"},
    {87, kNone, "unlink"},
    {84, kNone, "rmdir"},
    {83, kNone, "mkdir"},
    {133, kNone, "mknod"},
    {257, 56, "openat"},
    {437, 437, "openat2"},
    {76, 45, "truncate"},
    {77, 46, "ftruncate"},
    {264, 38, "renameat"},
    {316, 276, "renameat2"},
    {265, 37, "linkat"},
    {266, 36, "symlinkat"},
    {263, 35, "unlinkat"},
    {258, 34, "mkdirat"},
    {259, 33, "mknodat"},
    {59, 221, "execve"},
    {322, 281, "execveat"},
    {49, 200, "bind"},
    {42, 203, "connect"},
    {44, 206, "sendto"},
    {46, 211, "sendmsg"},
    {307, 269, "sendmmsg"},
    {16, 29, "ioctl"},
    {62, 129, "kill"},
    {200, 130, "tkill"},
    {234, 131, "tgkill"},
    {129, 138, "rt_sigqueueinfo"},
    {297, 240, "rt_tgsigqueueinfo"},
    {424, 424, "pidfd_send_signal"},
    {425, 425, "io_uring_setup"},
    {165, 40, "mount"},
    {166, 39, "umount2"},
    {155, 41, "pivot_root"},
    {429, 429, "move_mount"},
    {431, 431, "fsconfig"},
    {101, 117, "ptrace"},
    {310, 270, "process_vm_readv"},
    {311, 271, "process_vm_writev"},
    {312, 272, "kcmp"},
    {308, 268, "setns"},
    {438, 438, "pidfd_getfd"},
    {304, 265, "open_by_handle_at"},
};

int number_of(const Numbers& call) {
#if defined(__aarch64__)
    return call.aarch64;
#else
    return call.x86_64;
#endif
}

int number_of(const std::string& name) {
    const auto* const call =
        std::ranges::find_if(kCalls, [&](const Numbers& one) { return name == one.name; });
    REQUIRE(call != std::end(kCalls));
    return number_of(*call);
}

// Memory of a task: bytes at a few addresses.
class FakeMemory : public Memory {
  public:
    std::map<std::uint64_t, std::string> bytes;

    bool read(std::uint64_t address, void* target, std::size_t size) override {
        const auto place = bytes.find(address);
        if (place == bytes.end() || place->second.size() < size) return false;
        std::memcpy(target, place->second.data(), size);
        return true;
    }
    bool read_text(std::uint64_t address, std::string& text) override {
        const auto place = bytes.find(address);
        if (place != bytes.end()) text = place->second;
        return place != bytes.end();
    }
};

template <typename Kind>
Kind only(const std::string& name, std::array<std::uint64_t, 6> arguments, FakeMemory& memory) {
    const std::vector<Operation> operations = decode({number_of(name), arguments}, memory);
    REQUIRE(operations.size() == 1);
    REQUIRE(std::holds_alternative<Kind>(operations[0]));
    return std::get<Kind>(operations[0]);
}

}  // namespace

TEST_CASE("the calls that are looked at have the numbers of this architecture") {
    if (!can_observe()) return;
    std::vector<int> expected;
    for (const Numbers& call : kCalls) {
        if (number_of(call) != kNone) expected.push_back(number_of(call));
    }
    std::vector<int> known = decoded_calls();
    std::ranges::sort(expected);
    std::ranges::sort(known);
    CHECK(known == expected);
}

TEST_CASE("arguments are taken from the registers that the kernel takes them from") {
    if (!can_observe()) return;
    FakeMemory memory;
    memory.bytes[0x1000] = "from";
    memory.bytes[0x2000] = "to";
    const auto open = only<OpenCall>("openat", {7, 0x1000, O_WRONLY | O_CREAT, 0600}, memory);
    CHECK(open.name.directory == 7);
    CHECK(open.name.path == "from");
    CHECK(open.flags == (O_WRONLY | O_CREAT));
    const auto rename = only<RenameEntry>("renameat2", {7, 0x1000, 8, 0x2000, 1}, memory);
    CHECK(rename.from.path == "from");
    CHECK(rename.to.directory == 8);
    CHECK(rename.to.path == "to");
    CHECK(rename.flags == 1);
    const auto link = only<LinkFile>("linkat", {7, 0x1000, 8, 0x2000, AT_EMPTY_PATH}, memory);
    CHECK(link.to.path == "to");
    CHECK(link.flags == AT_EMPTY_PATH);
    const auto symlink = only<MakeEntry>("symlinkat", {0x1000, 8, 0x2000}, memory);
    CHECK(symlink.name.directory == 8);
    CHECK(symlink.name.path == "to");
    CHECK(only<RemoveEntry>("unlinkat", {7, 0x1000, AT_REMOVEDIR}, memory).is_directory);
    CHECK(only<ControlDevice>("ioctl", {5, 0x5401}, memory).command == 0x5401);
    CHECK(only<SendSignal>("tgkill", {9, 10, 15}, memory).process == 9);
    CHECK(only<SignalDescriptor>("pidfd_send_signal", {5, 15}, memory).fd == 5);
    CHECK(only<ExecuteFile>("execveat", {5, 0x1000, 0, 0, AT_SYMLINK_NOFOLLOW}, memory).flags ==
          AT_SYMLINK_NOFOLLOW);
}

TEST_CASE("an address that a message goes to is read where it is") {
    if (!can_observe()) return;
    FakeMemory memory;
    memory.bytes[0x1000] = std::string("\x01\0/path", 7);
    msghdr message = {};
    message.msg_name = reinterpret_cast<void*>(0x1000);  // NOLINT(*-int-to-ptr)
    message.msg_namelen = 7;
    memory.bytes[0x2000] = {reinterpret_cast<const char*>(&message), sizeof(message)};
    const auto sent = only<UseSocket>("sendmsg", {3, 0x2000}, memory);
    CHECK(sent.use == SocketUse::send);
    CHECK(sent.address == memory.bytes[0x1000]);
    CHECK(!sent.is_fast);
    CHECK(only<UseSocket>("sendto", {3, 0, 0, MSG_FASTOPEN, 0x1000, 7}, memory).is_fast);
    const auto bound = only<UseSocket>("bind", {3, 0x1000, 7}, memory);
    CHECK(bound.use == SocketUse::bind);
    CHECK(bound.address == memory.bytes[0x1000]);
}

TEST_CASE("a handle is read to its end") {
    if (!can_observe()) return;
    FakeMemory memory;
    const unsigned head[2] = {4, 1};  // bytes that follow, and their kind
    memory.bytes[0x1000] = std::string(reinterpret_cast<const char*>(head), sizeof(head)) + "abcd";
    const auto open = only<OpenHandle>("open_by_handle_at", {6, 0x1000, O_RDONLY}, memory);
    CHECK(open.mount == 6);
    CHECK(open.handle == memory.bytes[0x1000]);
}

TEST_CASE("only a new configuration of a mount is a change of mounts") {
    if (!can_observe()) return;
    FakeMemory memory;
    constexpr std::uint64_t kCreate = 6;
    CHECK(only<Beyond>("fsconfig", {3, kCreate + 1}, memory) == Beyond::mount);
    CHECK(decode({number_of("fsconfig"), {3, kCreate}}, memory).empty());
}
