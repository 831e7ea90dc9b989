// SPDX-License-Identifier: MIT
//
// What a rule can be on, and how rules become one: every kind of file, objects that Landlock never
// restricts, paths that cannot be used, duplicates, and rules that come to nothing. The kernel
// refuses a rule with a directory's right on something else (EINVAL), one on a pipe (EBADFD) and an
// empty one (ENOMSG); none of these may reach a user.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diagnostic.hpp"
#include "landlock/kernel.hpp"
#include "operations.hpp"
#include "policy/json/parser.hpp"
#include "resolve/expand.hpp"
#include "sandbox/plan.hpp"
#include "sandbox/ruleset.hpp"

using namespace kernel_tests;

namespace {

std::string name_of(int fd) {
    return "/proc/self/fd/" + std::to_string(fd);
}

landlock_preload::Ruleset build(const PolicyText& policy) {
    using namespace landlock_preload;
    const Source source = {SourceKind::inline_text, "LANDLOCK_POLICY", policy.text()};
    const ResolvedPolicy resolved = expand_policy(parse_policy(source));
    return build_ruleset(resolved, plan_enforcement(resolved, query_abi()));
}

// The errors with which PATHS turn out to be unusable, in order.
Result unusable_as(uid_t uid, const PolicyText& policy, const std::vector<int>& codes) {
    return in_child(uid, [&] {
        std::vector<int> found;
        for (const auto& path : build(policy).unusable) found.push_back(path.code);
        expect(found == codes, "exactly these unusable paths");
        return Result::allowed;
    });
}

}  // namespace

TEST_CASE("kernel: a rule with every right is accepted on every kind of file") {
    struct Kind {
        const char* path;
        int flags;
        Result opened;
    };
    const Kind kKinds[] = {
        {"file", O_RDWR, Result::allowed},
        {"link", O_RDWR, Result::allowed},
        {"fifo", O_RDWR, Result::allowed},
        {"/dev/null", O_RDWR, Result::allowed},
        {"dir", O_RDONLY | O_DIRECTORY, Result::allowed},
        {"sock", O_RDWR, static_cast<Result>(ENXIO)},  // which is what sockets answer
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        for (const Kind& kind : kKinds) {
            CAPTURE(kind.path);
            const auto open_it = [&kind] { return open_file(kind.path, kind.flags); };
            CHECK(in_child(uid, open_it) == kind.opened);
            CHECK(confined(uid, all_fs().grant(kind.path, every_fs_right()), open_it) ==
                  kind.opened);
            CHECK(confined(uid, all_fs().grant("other", every_fs_right()), open_it) ==
                  Result::eacces);
        }
    }
}

TEST_CASE("kernel: fifos are opened by the rights of files") {
    check_needs({{"fifo", {"read_file"}}}, [] { return open_file("fifo", O_RDONLY | O_NONBLOCK); });
    check_needs({{"fifo", {"read_file", "write_file"}}}, [] { return open_file("fifo", O_RDWR); });
}

TEST_CASE("kernel: a rule on a pipe, a socket or a memory file is no error") {
    const auto reopen_pipe = [](const Names& rights) {
        return [rights] {
            int ends[2];
            must(pipe2(ends, O_CLOEXEC), "pipe");
            enforce(all_fs().grant("other", {"read_file"}).grant(name_of(ends[0]), rights));
            return open_file(name_of(ends[0]).c_str(), O_RDONLY | O_NONBLOCK);
        };
    };
    const auto keep_socket = [] {
        int pair[2];
        must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), "socketpair");
        enforce(all_fs().grant("other", {"read_file"}).grant(name_of(pair[0]), {"write_file"}));
        return result_of(write(pair[0], "x", 1));
    };
    const auto reopen_memory = [] {
        const int fd = must(memfd_create("memory", MFD_CLOEXEC), "memfd_create");
        enforce(all_fs().grant("other", {"read_file"}).grant(name_of(fd), every_fs_right()));
        return open_file(name_of(fd).c_str(), O_RDWR);
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, reopen_pipe({"read_file"})) == Result::allowed);
        CHECK(in_child(uid, reopen_pipe({})) == Result::allowed);
        CHECK(in_child(uid, keep_socket) == Result::allowed);
        CHECK(in_child(uid, reopen_memory) == Result::allowed);
    }
}

TEST_CASE("kernel: rules on one object under several names add up") {
    const auto prepare = [] { must(link("file", "dir/hard"), "link"); };
    const auto open_both_ways = [] { return open_file("file", O_RDWR); };
    check_needs({{"file", {"read_file"}}, {"link", {"write_file"}}}, open_both_ways);
    check_needs({{"file", {"read_file"}}, {"dir/../file", {"write_file"}}}, open_both_ways);
    check_needs({{"file", {"write_file"}}, {"dir/hard", {"read_file"}}}, open_both_ways, prepare);
    check_needs({{"dir", {"read_file"}}, {"./dir/", {"write_file"}}},
                [] { return open_file("dir/file", O_RDWR); });
}

TEST_CASE("kernel: the same rule twice is one rule") {
    PolicyText policy = all_fs();
    for (int i = 0; i < 3; ++i) policy.grant("file", {"read_file"}).grant("link", {"read_file"});
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, policy, [] { return open_file("file", O_RDONLY); }) == Result::allowed);
        CHECK(confined(uid, policy, [] { return open_file("file", O_WRONLY); }) == Result::eacces);
    }
}

TEST_CASE("kernel: objects of one inode number on several file systems are several objects") {
    // The roots of most kernel file systems are inode 1.
    Names roots;
    for (const char* path : {"/proc", "/sys", "/dev/pts", "/dev/shm", "/dev"}) {
        struct stat status = {};
        if (stat(path, &status) == 0 && status.st_ino == 1) roots.emplace_back(path);
    }
    if (roots.size() < 2) {
        MESSAGE("not enough file systems here");
        return;
    }
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        PolicyText policy = all_fs();
        for (const std::string& root : roots) policy.grant(root, {"read_dir"});
        for (const std::string& root : roots) {
            CAPTURE(root);
            const auto list = [&root] { return open_file(root.c_str(), O_RDONLY); };
            CHECK(confined(uid, policy, list) == Result::allowed);
            CHECK(confined(uid, all_fs().grant("other", {"read_dir"}), list) == Result::eacces);
        }
    }
}

TEST_CASE("kernel: many rules on many objects each hold for their own") {
    constexpr int kFiles = 300;
    const auto name = [](int i) { return "dir/" + std::to_string(i); };
    PolicyText policy = all_fs();
    for (int i = 0; i < kFiles; i += 2) policy.grant(name(i), {"read_file"});
    const auto prepare = [&name] {
        for (int i = 0; i < kFiles; ++i) must(mknod(name(i).c_str(), S_IFREG | 0644, 0), "mknod");
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, policy, prepare, [&name] {
                  for (int i = 0; i < kFiles; ++i) {
                      const Result opened = open_file(name(i).c_str(), O_RDONLY);
                      expect(opened == (i % 2 == 0 ? Result::allowed : Result::eacces),
                             name(i).c_str());
                  }
                  return Result::allowed;
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: a path that cannot be used is reported, and all others are enforced") {
    const PolicyText policy = all_fs()
                                  .grant("none", {"read_file"})
                                  .grant("file/below", {"read_file"})
                                  .grant("dir", {"read_file"});
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(unusable_as(uid, policy, {ENOENT, ENOTDIR}) == Result::allowed);
        CHECK(confined(uid, policy, [] { return open_file("dir/file", O_RDONLY); }) ==
              Result::allowed);
        CHECK(confined(uid, policy, [] { return open_file("file", O_RDONLY); }) == Result::eacces);
    }
}

TEST_CASE("kernel: a path in a directory that the user may not search is unusable") {
    for (const uid_t uid : users()) {
        if (uid == 0) continue;  // may search everything
        CAPTURE(uid);
        CHECK(in_child(uid, [] {
                  must(chmod("dir", 0), "chmod");
                  const auto ruleset = build(all_fs().grant("dir/file", {"read_file"}));
                  must(chmod("dir", 0755), "chmod");  // so that it can be removed
                  expect(ruleset.unusable.size() == 1, "one unusable path");
                  return static_cast<Result>(ruleset.unusable.front().code);
              }) == Result::eacces);
    }
}

TEST_CASE("kernel: a dangling link is unusable, and no rule on what appears there later") {
    const auto prepare = [] { must(symlink("later", "dangling"), "symlink"); };
    const PolicyText policy = all_fs().grant("dangling", {"read_file"}).grant(".", {"make_reg"});
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, policy, prepare, [] {
                  expect(make_regular("later") == Result::allowed, "a new file");
                  return open_file("dangling", O_RDONLY);
              }) == Result::eacces);
    }
}

TEST_CASE("kernel: running out of descriptors is an error, not an unusable path") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [] {
                  const int highest = descriptor("file", O_RDONLY);
                  for (int fd = highest; fd >= 0;) fd = open("file", O_RDONLY | O_CLOEXEC);
                  close(highest);  // one for the ruleset, none for a path
                  try {
                      build(all_fs().grant("file", {"read_file"}));
                  } catch (const landlock_preload::Diagnostics& errors) {
                      return static_cast<Result>(errors.list.front().error_number);
                  }
                  return Result::allowed;
              }) == static_cast<Result>(EMFILE));
    }
}

TEST_CASE("kernel: a rule of which nothing is left is left out") {
    // Rights that only directories have, on a file; and one that few kernels know.
    const PolicyText policy = all_fs()
                                  .grant("file", {"make_dir", "read_dir"})
                                  .grant("dir", {"resolve_unix"})
                                  .grant("other", {"read_dir"});
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, policy, [] { return open_file("other", O_RDONLY); }) ==
              Result::allowed);
        CHECK(confined(uid, policy, [] { return open_file("file", O_RDONLY); }) == Result::eacces);
        CHECK(confined(uid, policy, [] { return open_file("dir", O_RDONLY); }) == Result::eacces);
    }
}

TEST_CASE("kernel: a policy with no rule at all denies all that it handles") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, all_fs(), [] { return open_file("file", O_RDONLY); }) ==
              Result::eacces);
        CHECK(confined(uid, all_fs(), [] { return open_file("/", O_RDONLY); }) == Result::eacces);
    }
}

TEST_CASE("kernel: a policy of which the kernel knows nothing is refused, and nothing denied") {
    struct Row {
        PolicyText policy;
        int since;
    };
    const Row kRows[] = {
        {PolicyText().handle_fs({"resolve_unix"}), kAbiResolveUnix},
        {PolicyText().handle_net({"bind_tcp"}), kAbiTcp},
        {PolicyText().handle_net({"bind_udp"}), kAbiUdp},
        {PolicyText().scope({"signal"}), kAbiScopes},
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        for (const Row& row : kRows) {
            CAPTURE(row.since);
            CHECK(in_child(uid, [&row] {
                      bool refused = false;
                      try {
                          enforce(row.policy);
                      } catch (const landlock_preload::Diagnostics&) {
                          refused = true;
                      }
                      expect(refused == (kernel_abi() < row.since), "a refusal if unknown");
                      return open_file("file", O_RDWR);
                  }) == Result::allowed);
        }
    }
}
