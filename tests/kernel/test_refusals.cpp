// SPDX-License-Identifier: MIT
//
// A kernel, or a container's seccomp filter, that refuses one of the three system calls: each
// refusal is an error with its errno, and nothing is restricted. A real filter plays the kernel,
// and kernels of other ABIs than this one's.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstddef>

#include "base/diagnostic.hpp"
#include "landlock/kernel.hpp"
#include "operations.hpp"
#include "sandbox/ruleset.hpp"

using namespace kernel_tests;
using landlock_preload::AccessMask;

namespace {

constexpr unsigned kCreateRuleset = 444;
constexpr unsigned kAddRule = 445;
constexpr unsigned kRestrictSelf = 446;

template <std::size_t size>
void filter_calls(sock_filter (&filter)[size]) {
    const sock_fprog program = {size, filter};
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS");
    must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), "PR_SET_SECCOMP");
}

// From here on the system call answers with that errno.
void refuse(unsigned number, int code) {
    const auto answer = static_cast<unsigned>(SECCOMP_RET_ERRNO) | static_cast<unsigned>(code);
    sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, answer),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    filter_calls(filter);
}

// From here on the system call answers with one of its arguments for an errno, or succeeds where
// that is 0.
void echo_argument(unsigned number, unsigned index) {
    const auto offset = static_cast<unsigned>(offsetof(seccomp_data, args) + 8 * index);
    sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset),
        BPF_STMT(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO),
        BPF_STMT(BPF_RET | BPF_A, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    filter_calls(filter);
}

int restrict_flags(int abi, const landlock_preload::LogFlags& log) {
    return static_cast<int>(in_child(getuid(), [abi, &log] {
        echo_argument(kRestrictSelf, 1);
        try {
            landlock_preload::restrict_self(-1, abi, log);
        } catch (const landlock_preload::Diagnostics& errors) {
            return static_cast<Result>(errors.list.front().error_number);
        }
        return Result::allowed;
    }));
}

// Of the rule that ADD adds, or 0 where it adds none.
int rule_flags(const std::function<int()>& add) {
    return static_cast<int>(in_child(getuid(), [&add] {
        echo_argument(kAddRule, 3);
        return static_cast<Result>(add());
    }));
}

// In a kernel of that ABI that takes every ruleset.
int add_rule(int abi, bool is_quiet, AccessMask allowed) {
    must(dup2(must(open("/dev/null", O_RDONLY), "/dev/null"), STDIN_FILENO), "a descriptor 0");
    refuse(kCreateRuleset, 0);
    landlock_preload::ResolvedPolicy policy;
    policy.handled[landlock_preload::AccessClass::fs] =
        policy.quiet[landlock_preload::AccessClass::fs] = 0x4;
    policy.paths = {{"dir", allowed}};
    policy.paths[0].options.quiet = is_quiet;
    try {
        (void)build_ruleset(policy, plan_enforcement(policy, abi));
    } catch (const landlock_preload::Diagnostics& errors) {
        return errors.list.front().error_number;
    }
    return 0;
}

}  // namespace

TEST_CASE("kernel: a refused system call is an error with its errno, and nothing is restricted") {
    struct Refusal {
        unsigned number;
        int code;
    };
    const Refusal kRefusals[] = {
        {kCreateRuleset, ENOSYS}, {kCreateRuleset, EOPNOTSUPP},
        {kCreateRuleset, EPERM},  {kAddRule, ENOMEM},
        {kAddRule, EPERM},        {kRestrictSelf, EPERM},
        {kRestrictSelf, EINVAL},  {kRestrictSelf, ENOMEM},
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        for (const Refusal& refusal : kRefusals) {
            CAPTURE(refusal.number);
            CHECK(in_child(uid, [&refusal] {
                      refuse(refusal.number, refusal.code);
                      try {
                          enforce(all_fs().grant("dir", {"read_file"}));
                      } catch (const landlock_preload::Diagnostics& errors) {
                          expect(open_file("file", O_RDWR) == Result::allowed, "a file that opens");
                          return static_cast<Result>(errors.list.front().error_number);
                      }
                      return Result::allowed;
                  }) == static_cast<Result>(refusal.code));
        }
    }
}

TEST_CASE("kernel: a refused port rule is an error, except where there is no TCP/IP to protect") {
    if (kernel_abi() < kAbiTcp) return;
    const auto enforce_port = [](int code) {
        return [code] {
            refuse(kAddRule, code);
            try {
                enforce(PolicyText().handle_net({"bind_tcp"}).port(80, {"bind_tcp"}));
            } catch (const landlock_preload::Diagnostics& errors) {
                return static_cast<Result>(errors.list.front().error_number);
            }
            return Result::allowed;
        };
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, enforce_port(ENOMEM)) == static_cast<Result>(ENOMEM));
        CHECK(in_child(uid, enforce_port(EAFNOSUPPORT)) == Result::allowed);
    }
}

TEST_CASE("kernel: an ABI of 0 is no Landlock") {
    CHECK(in_child(getuid(), [] {
              refuse(kCreateRuleset, 0);
              try {
                  enforce(all_fs());
              } catch (const landlock_preload::Diagnostics& errors) {
                  return static_cast<Result>(errors.list.front().error_number);
              }
              return Result::allowed;
          }) == static_cast<Result>(ENOSYS));
}

TEST_CASE("kernel: restricting asks for the flags that an ABI knows, and for no other") {
    constexpr int kSameExecOff = 1, kNewExecOn = 2, kSubdomainsOff = 4;  // from ABI 7 on
    constexpr int kTsync = 8;                                            // from 8 on
    constexpr int kNoNewPrivs = 16;                                      // from 11 on
    for (int abi = 1; abi <= 12; ++abi) {
        CAPTURE(abi);
        const int always = (abi >= 8 ? kTsync : 0) | (abi >= 11 ? kNoNewPrivs : 0);
        const auto when_logged = [&](int flag) { return abi >= 7 ? always | flag : always; };
        CHECK(restrict_flags(abi, {true, false, true}) == always);
        CHECK(restrict_flags(abi, {false, false, true}) == when_logged(kSameExecOff));
        CHECK(restrict_flags(abi, {true, true, true}) == when_logged(kNewExecOn));
        CHECK(restrict_flags(abi, {true, false, false}) == when_logged(kSubdomainsOff));
    }
}

TEST_CASE(
    "kernel: a rule is quiet where it was asked for and can be, also where it grants nothing") {
    using landlock_preload::add_path_rule, landlock_preload::add_port_rule;
    constexpr int kQuiet = 1;
    CHECK(rule_flags([] { return add_path_rule(-1, -1, 0x4, true); }) == kQuiet);
    CHECK(rule_flags([] { return add_path_rule(-1, -1, 0x4, false); }) == 0);
    CHECK(rule_flags([] { return add_port_rule(-1, 80, 0x1, true); }) == kQuiet);
    CHECK(rule_flags([] { return add_port_rule(-1, 80, 0x1, false); }) == 0);
    CHECK(rule_flags([] { return add_rule(10, true, 0x4); }) == kQuiet);
    CHECK(rule_flags([] { return add_rule(10, true, 0); }) == kQuiet);
    CHECK(rule_flags([] { return add_rule(10, false, 0x4); }) == 0);
    CHECK(rule_flags([] { return add_rule(9, true, 0x4); }) == 0);
}
