// SPDX-License-Identifier: MIT
//
// Each fs right on its own. For every right there is one operation that needs it, and
// the least that has to be granted for it. All are handled. Then:
//
//   nothing enforced                        the operation does what it does
//   the least granted                       the same
//   the least but this right                denied
//   all other rights, on the whole tree     denied
//
// where "denied" is so from the ABI on that knows the right; a kernel that does not know it allows.
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/random.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>

#include "operations.hpp"
#include "program.hpp"

using namespace kernel_tests;

namespace {

struct Operation {
    const char* right;
    std::vector<Grant> least;
    Action act;
    Preparation prepare = [] {};
    Result denial = Result::eacces;
    bool needs_mknod = false;  // CAP_MKNOD, asked for only after Landlock has agreed
};

Result rename_between_directories() {
    return rename_with("dir/file", "other/file", 0);
}

Result ask_device() {
    const int fd = descriptor("/dev/urandom", O_RDONLY);
    int entropy = 0;
    return result_of(ioctl(fd, RNDGETENTCNT, &entropy));
}

void serve() {
    listen_unix("server");
}

std::vector<Operation> operations_on_content() {
    return {
        {"write_file", {{"file", {"write_file"}}}, [] { return open_file("file", O_WRONLY); }},
        {"read_file", {{"file", {"read_file"}}}, [] { return open_file("file", O_RDONLY); }},
        {"read_dir",
         {{"dir", {"read_dir"}}},
         [] { return open_file("dir", O_RDONLY | O_DIRECTORY); }},
        {"truncate", {{"file", {"truncate"}}}, [] { return result_of(truncate("file", 1)); }},
        {"ioctl_dev", {{"/dev/urandom", {"read_file", "ioctl_dev"}}}, ask_device},
    };
}

std::vector<Operation> operations_on_directories() {
    return {
        {"remove_dir", {{"dir", {"remove_dir"}}}, [] { return result_of(rmdir("dir/sub")); }},
        {"remove_file", {{"dir", {"remove_file"}}}, [] { return result_of(unlink("dir/file")); }},
        {"make_dir", {{"dir", {"make_dir"}}}, [] { return result_of(mkdir("dir/new", 0755)); }},
        {"make_reg", {{"dir", {"make_reg"}}}, [] { return make_regular("dir/new"); }},
        {"make_sock", {{"dir", {"make_sock"}}}, [] { return bind_unix("dir/new", SOCK_STREAM); }},
        {"make_fifo", {{"dir", {"make_fifo"}}}, [] { return result_of(mkfifo("dir/new", 0644)); }},
        {"make_sym", {{"dir", {"make_sym"}}}, [] { return result_of(symlink("x", "dir/new")); }},
        {"refer",
         {{"dir", {"refer", "remove_file"}}, {"other", {"refer", "make_reg"}}},
         rename_between_directories,
         [] {},
         Result::exdev},
    };
}

std::vector<Operation> operations_with_privilege() {
    return {
        {"make_char",
         {{"dir", {"make_char"}}},
         [] { return result_of(mknod("dir/new", S_IFCHR | 0644, makedev(1, 3))); },
         [] {},
         Result::eacces,
         true},
        {"make_block",
         {{"dir", {"make_block"}}},
         [] { return result_of(mknod("dir/new", S_IFBLK | 0644, makedev(7, 0))); },
         [] {},
         Result::eacces,
         true},
    };
}

Operation operation_connect_unix() {
    return {"resolve_unix",
            {{"server", {"resolve_unix"}}},
            [] { return connect_unix("server", SOCK_STREAM); },
            [] { leave_running(serve); }};
}

Operation operation_execute() {
    Operation operation = {"execute",
                           {{"program", {"execute", "read_file"}}},
                           [] {
                               return execute({"./program", kExitAtOnce});
                           },
                           [] { copy_program("program"); }};
    if (!loader().empty()) operation.least.push_back({loader(), {"execute", "read_file"}});
    for (const std::string& library : libraries()) {
        operation.least.push_back({library, {"read_file"}});
    }
    return operation;
}

PolicyText policy_of(const Operation& operation, const std::string& left_out) {
    PolicyText policy = all_fs();
    for (const Grant& grant : operation.least) {
        policy.grant(grant.path, without(grant.rights, left_out));
    }
    return policy;
}

// The kernel denies renames between directories where it does not know refer, whatever is granted.
bool is_always_denied(const Operation& operation) {
    return operation.right == std::string("refer") && kernel_abi() < kAbiRefer;
}

void check_right(const Operation& operation) {
    CAPTURE(operation.right);
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        const Result done = operation.needs_mknod && !has_capability(uid, CAP_MKNOD)
                                ? Result::eperm
                                : Result::allowed;
        const Result denied = kernel_abi() >= since(operation.right) || is_always_denied(operation)
                                  ? operation.denial
                                  : done;
        const auto attempt = [&](const PolicyText& policy) {
            return confined(uid, policy, operation.prepare, operation.act);
        };
        CHECK(in_child(uid, [&] {
                  operation.prepare();
                  return operation.act();
              }) == done);
        CHECK(attempt(policy_of(operation, "")) == (is_always_denied(operation) ? denied : done));
        CHECK(attempt(policy_of(operation, operation.right)) == denied);
        CHECK(attempt(all_fs().grant("/", every_fs_right_but({operation.right}))) == denied);
    }
}

void check_rights(const std::vector<Operation>& operations) {
    for (const Operation& operation : operations) check_right(operation);
}

}  // namespace

TEST_CASE("kernel: each right on content is what its operation needs") {
    check_rights(operations_on_content());
}

TEST_CASE("kernel: each right on directory entries is what its operation needs") {
    check_rights(operations_on_directories());
}

TEST_CASE("kernel: device nodes need make_char and make_block, and then the capability") {
    check_rights(operations_with_privilege());
}

TEST_CASE("kernel: execve needs execute") {
    check_right(operation_execute());
}

TEST_CASE("kernel: connecting to a server outside needs resolve_unix") {
    check_right(operation_connect_unix());
}

TEST_CASE("kernel: every fs right has an operation that needs it") {
    std::vector<Operation> tried = {operation_execute(), operation_connect_unix()};
    for (const auto& some :
         {operations_on_content(), operations_on_directories(), operations_with_privilege()}) {
        tried.insert(tried.end(), some.begin(), some.end());
    }
    for (const std::string& right : every_fs_right()) {
        CAPTURE(right);
        CHECK(std::count_if(tried.begin(), tried.end(), [&](const Operation& operation) {
                  return operation.right == right;
              }) == 1);
    }
}
