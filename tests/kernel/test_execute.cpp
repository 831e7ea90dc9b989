// SPDX-License-Identifier: MIT
//
// Executing programs: the program, its loader, its script interpreter, and the ways around, which
// are a fact of Landlock that users must know. A sandbox passes on to what is executed.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "operations.hpp"
#include "program.hpp"

using namespace kernel_tests;

namespace {

void prepare() {
    copy_program("program");
}

Result run_program() {
    return execute({"./program", kExitAtOnce});
}

// A script whose interpreter opens the script.
void prepare_script() {
    copy_program("program");
    char directory[4096];
    expect(getcwd(directory, sizeof(directory)) != nullptr, "a working directory");
    const std::string line = std::string("#!") + directory + "/program " + kOpenFile + "\n";
    const int fd = descriptor("script", O_WRONLY | O_CREAT);
    must(write(fd, line.data(), line.size()), "script");
    must(fchmod(fd, 0755), "script");
    close(fd);
}

PolicyText policy_for(const std::string& program) {
    PolicyText policy = all_fs();
    grant_program(policy, program);
    return policy;
}

}  // namespace

TEST_CASE("kernel: execve needs execute and read_file, on the program and on its loader") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        const auto attempt = [uid](const Names& program, const Names& of_loader) {
            PolicyText least = all_fs().grant("program", program);
            if (!loader().empty()) least.grant(loader(), of_loader);
            for (const std::string& library : libraries()) least.grant(library, {"read_file"});
            return confined(uid, least, prepare, run_program);
        };
        CHECK(in_child(uid, [] {
                  prepare();
                  return run_program();
              }) == Result::allowed);
        CHECK(attempt({"execute", "read_file"}, {"execute", "read_file"}) == Result::allowed);
        CHECK(attempt({"execute"}, {"execute", "read_file"}) == Result::eacces);
        CHECK(attempt({"read_file"}, {"execute", "read_file"}) == Result::eacces);
        CHECK(attempt({}, {"execute", "read_file"}) == Result::eacces);
        if (loader().empty()) continue;
        CHECK(attempt({"execute", "read_file"}, {"read_file"}) == Result::eacces);
    }
}

TEST_CASE("kernel: a script needs execute on itself and on its interpreter") {
    const auto run_script = [] { return execute({"./script"}); };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [&] {
                  prepare_script();
                  return run_script();
              }) == Result::allowed);
        const Names both = {"execute", "read_file"};
        CHECK(confined(uid, policy_for("program").grant("script", both), prepare_script,
                       run_script) == Result::allowed);
        CHECK(confined(uid, policy_for("program").grant("script", {"read_file"}), prepare_script,
                       run_script) == Result::eacces);
        CHECK(confined(uid, policy_for("/proc/self/exe").grant("script", both), prepare_script,
                       run_script) == Result::eacces);
    }
}

TEST_CASE("kernel: a program that was opened before is not executable without a rule") {
    const auto run_opened = [](const PolicyText& policy) {
        return [&policy] {
            prepare();
            const int fd = descriptor("program", O_RDONLY);
            enforce(policy);
            return execute_descriptor(fd);
        };
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, run_opened(policy_for("program"))) == Result::allowed);
        CHECK(in_child(uid, run_opened(policy_for("/proc/self/exe"))) == Result::eacces);
    }
}

TEST_CASE("kernel: memory files can be executed without a rule") {
    const auto run_memory = [] {
        const int from = descriptor("program", O_RDONLY);
        const int to = must(memfd_create("program", 0), "memfd_create");
        struct stat status = {};
        must(fstat(from, &status), "fstat");
        for (off_t left = status.st_size; left > 0;) {
            left -= must(sendfile(to, from, nullptr, static_cast<std::size_t>(left)), "sendfile");
        }
        return execute_descriptor(to);
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        // The loader and the libraries are granted; what is run is a mere copy of bytes.
        PolicyText policy = policy_for("/proc/self/exe");
        CHECK(confined(uid, policy.grant("program", {"read_file"}), prepare, run_memory) ==
              Result::allowed);
    }
}

TEST_CASE("kernel: a readable program runs through its loader without execute") {
    if (loader().empty()) return;
    const auto run_by_loader = [] { return execute({loader(), "./program", kExitAtOnce}); };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        PolicyText policy = policy_for("/proc/self/exe");
        CHECK(confined(uid, policy.grant("program", {"read_file"}), prepare, run_by_loader) ==
              Result::allowed);
        CHECK(confined(uid, policy, prepare, run_program) == Result::eacces);
    }
}

TEST_CASE("kernel: what is executed inherits the sandbox") {
    const auto open_by_program = [] { return execute({"./program", kOpenFile, "file"}); };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [&] {
                  prepare();
                  return open_by_program();
              }) == Result::allowed);
        CHECK(confined(uid, policy_for("program").grant("file", {"read_file"}), prepare,
                       open_by_program) == Result::allowed);
        CHECK(confined(uid, policy_for("program"), prepare, open_by_program) == Result::eacces);
    }
}
