// SPDX-License-Identifier: MIT
//
// One operation, one child: every attempt runs in a fresh process, as a given user, in a fresh
// scratch directory that holds the standard layout, inside or outside a sandbox made by the library
// under test. What comes back is the errno of the operation. A child that crashes, hangs or throws
// makes the test fail.
//
// The layout, all of it owned by the user the child runs as:
//
//   file       "content"              link      symbolic link to file
//   dir/file   "content"              dir/sub/  empty
//   other/     empty                  fifo      a fifo
//   sock       a socket nobody listens on any more
#pragma once

#include <sys/types.h>

#include <cerrno>
#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "policy_text.hpp"

namespace kernel_tests {

// An errno, printed by its name. Any int that is an errno is a valid value.
enum class Result : int {
    none = -1,  // the child failed, and the test with it
    allowed = 0,
    eacces = EACCES,
    eperm = EPERM,
    exdev = EXDEV,
    enoent = ENOENT,
};
doctest::String toString(Result result);

// The result of a system call that returned STATUS: its errno where that is negative.
Result result_of(long status);

// The kernel's ABI and errata, asked by system calls of our own.
int kernel_abi();
int kernel_errata();

// WHY where the kernel knows what first came with ABI `since`; else it cannot deny it.
Result denied_since(int since, Result why = Result::eacces, Result else_result = Result::allowed);

// Root and uid 65534 when started as root; else only the user we are.
std::vector<uid_t> users();

// Whether a child running as UID has a capability (CAP_MKNOD and the like).
bool has_capability(uid_t uid, int capability);

using Action = std::function<Result()>;
using Preparation = std::function<void()>;

// Runs ACT in a child as UID. No sandbox, unless ACT makes one by `enforce`.
Result in_child(uid_t uid, const Action& act);

// The same, behind a sandbox. PREPARE runs before the sandbox stands.
Result confined(uid_t uid, const PolicyText& policy, const Action& act);
Result confined(uid_t uid, const PolicyText& policy, const Preparation& prepare, const Action& act);

// What an operation needs: rights on a path, or on a port.
struct Grant {
    std::string path;
    Names rights;
};

// The first ABI that knows an fs right.
int since(const std::string& right);

// For every user: ACT succeeds without a sandbox, and where all fs rights are handled and the NEEDS
// granted; without any single right of them it is denied, unless the kernel does not know the
// right.
void check_needs(
    const std::vector<Grant>& needs, const Action& act, const Preparation& prepare = [] {});

// For use in children -----------------------------------------------------------------------------

// Confines this process, by the library, in the order in which its constructor does.
void enforce(const PolicyText& policy);

// Throws, with the errno, unless the status is 0 or positive: for what a test takes for granted.
int must(long status, const char* what);

// Throws unless IS: for what a child has to see on its way.
void expect(bool is, const char* what);

// Another process of ours that does nothing, made before a sandbox so that it is outside of it.
// It ends when this object goes, or with the process that made it.
class Bystander {
  public:
    // SERVE runs in it, before the constructor here returns.
    explicit Bystander(const Preparation& serve = [] {});
    ~Bystander();
    Bystander(const Bystander&) = delete;
    Bystander& operator=(const Bystander&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }

  private:
    pid_t pid_ = -1;
    int keep_alive_ = -1;
};

// A bystander that stays until this child ends.
void leave_running(const Preparation& serve);

// Runs ACT in a child of this process, which inherits its sandbox, and returns its result.
Result in_grandchild(const Action& act);

}  // namespace kernel_tests
