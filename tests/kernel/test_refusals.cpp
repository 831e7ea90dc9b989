// SPDX-License-Identifier: MIT
//
// A kernel, or a container's seccomp filter, that refuses one of the three system calls: each
// refusal is an error with its errno, and nothing is restricted. A real filter plays the kernel.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include <cstddef>

#include "error.hpp"
#include "operations.hpp"

using namespace kernel_tests;

namespace {

constexpr unsigned kCreateRuleset = 444;
constexpr unsigned kAddRule = 445;
constexpr unsigned kRestrictSelf = 446;

// From here on the system call answers with that errno.
void refuse(unsigned number, int code) {
    const auto answer = static_cast<unsigned>(SECCOMP_RET_ERRNO) | static_cast<unsigned>(code);
    sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, answer),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program = {4, filter};
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS");
    must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), "PR_SET_SECCOMP");
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
                      } catch (const landlock_preload::Errors& errors) {
                          expect(open_file("file", O_RDWR) == Result::allowed, "a file that opens");
                          return static_cast<Result>(errors.list.front().code);
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
            } catch (const landlock_preload::Errors& errors) {
                return static_cast<Result>(errors.list.front().code);
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
