// SPDX-License-Identifier: MIT
//
// Processes and threads: which of them a sandbox confines, how many layers there can be,
// no_new_privs, and what a confined process may do to others.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "base/diagnostic.hpp"
#include "operations.hpp"

using namespace kernel_tests;

namespace {

bool has_no_new_privs() {
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

Result open_denied() {
    return open_file("file", O_RDONLY);
}

// A thread that runs while the sandbox is made, and only then does what it has to.
class Waiting {
  public:
    explicit Waiting(const std::function<void()>& act)
        : thread_([this, act] {
              is_running_ = true;
              is_running_.notify_one();
              may_act_.wait(false);
              act();
          }) {
        is_running_.wait(false);
    }
    void let_act() {
        may_act_ = true;
        may_act_.notify_one();
        thread_.join();
    }

  private:
    std::atomic<bool> is_running_ = false;
    std::atomic<bool> may_act_ = false;
    std::thread thread_;
};

bool is_refused(const PolicyText& policy) {
    try {
        enforce(policy);
    } catch (const landlock_preload::Diagnostics& errors) {
        expect(errors.list.size() == 1, "one error");
        return true;
    }
    return false;
}

// Landlock's limit: 64 until ABI 2 lowered it.
int most_layers() {
    return kernel_abi() >= 2 ? 16 : 64;
}

Result stack_too_many_layers() {
    const PolicyText reading = all_fs().grant("file", {"read_file"});
    for (int i = 0; i < most_layers(); ++i) enforce(reading);
    expect(open_file("file", O_RDONLY) == Result::allowed, "a file that opens");
    try {
        enforce(all_fs());
    } catch (const landlock_preload::Diagnostics& errors) {
        const landlock_preload::Diagnostic& error = errors.list.front();
        expect(error.what.find(std::to_string(most_layers())) != std::string::npos,
               "an error that names the limit");
        expect(open_file("file", O_RDONLY) == Result::allowed, "no more restriction than before");
        return static_cast<Result>(error.error_number);
    }
    return Result::allowed;
}

}  // namespace

TEST_CASE("kernel: sets no_new_privs") {
    if (has_no_new_privs()) {
        MESSAGE("skipped: no_new_privs is set here already");
        return;
    }
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [] {
                  expect(!has_no_new_privs(), "no no_new_privs to begin with");
                  enforce(all_fs());
                  expect(has_no_new_privs(), "no_new_privs");
                  return in_grandchild([] {
                      expect(has_no_new_privs(), "no_new_privs in a child");
                      return Result::allowed;
                  });
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: children and later threads are confined") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, all_fs(), [] { return in_grandchild(open_denied); }) == Result::eacces);
        CHECK(confined(uid, all_fs(), [] {
                  Result result = Result::allowed;
                  std::thread([&result] { result = open_denied(); }).join();
                  return result;
              }) == Result::eacces);
    }
}

TEST_CASE("kernel: threads that run already are confined from ABI 8 on") {
    if (kernel_abi() < kAbiTsync) return;
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [] {
                  Result result = Result::allowed;
                  bool is_set = false;
                  Waiting thread([&] {
                      result = open_denied();
                      is_set = has_no_new_privs();
                  });
                  enforce(all_fs());
                  thread.let_act();
                  expect(is_set, "no_new_privs in the other thread");
                  expect(open_denied() == Result::eacces, "a first thread that is confined");
                  return result;
              }) == Result::eacces);
    }
}

TEST_CASE("kernel: many running threads are confined from ABI 8 on") {
    if (kernel_abi() < kAbiTsync) return;
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [] {
                  constexpr int kThreads = 8;
                  std::atomic<int> denied = 0;
                  std::vector<std::unique_ptr<Waiting>> threads;
                  for (int i = 0; i < kThreads; ++i) {
                      threads.push_back(std::make_unique<Waiting>(
                          [&denied] { denied += open_denied() == Result::eacces ? 1 : 0; }));
                  }
                  enforce(all_fs());
                  for (auto& thread : threads) thread->let_act();
                  expect(denied == kThreads, "all threads confined");
                  return Result::allowed;
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: below ABI 8 running threads are a refusal, and nothing is restricted") {
    if (kernel_abi() >= kAbiTsync) return;
    const bool had_no_new_privs = has_no_new_privs();
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [had_no_new_privs] {
                  Result result = Result::eacces;
                  Waiting thread([&result] { result = open_denied(); });
                  expect(is_refused(all_fs()), "a refusal");
                  expect(has_no_new_privs() == had_no_new_privs, "no_new_privs as before");
                  expect(open_denied() == Result::allowed, "a first thread that is free");
                  thread.let_act();
                  return result;
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: a single thread is enough below ABI 8, whatever its process was forked from") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [] {
                  Waiting thread([] {});
                  const Result result = in_grandchild([] {  // which has one thread
                      enforce(all_fs());
                      return open_denied();
                  });
                  thread.let_act();
                  expect(open_denied() == Result::allowed, "a parent that is free");
                  return result;
              }) == Result::eacces);
    }
}

TEST_CASE("kernel: a parent and its other children are not confined") {
    const bool had_no_new_privs = has_no_new_privs();
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [had_no_new_privs] {
                  const Result inside = in_grandchild([] {
                      enforce(all_fs());
                      return open_denied();
                  });
                  expect(inside == Result::eacces, "a child that is confined");
                  expect(has_no_new_privs() == had_no_new_privs, "no_new_privs as before");
                  return in_grandchild(open_denied);
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: layers add up: what one denies no other can allow") {
    const PolicyText reading = all_fs().grant(".", {"read_file"});
    const PolicyText writing = all_fs().grant(".", {"write_file"});
    const PolicyText both = all_fs().grant(".", {"read_file", "write_file"});
    const auto open_behind = [](const PolicyText& first, const PolicyText& second, int flags) {
        return [&first, &second, flags] {
            enforce(first);
            // Paths of the second are opened behind the first, which O_PATH always may.
            enforce(second);
            return open_file("file", flags);
        };
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, open_behind(both, reading, O_RDONLY)) == Result::allowed);
        CHECK(in_child(uid, open_behind(reading, both, O_RDONLY)) == Result::allowed);
        CHECK(in_child(uid, open_behind(reading, both, O_RDWR)) == Result::eacces);
        CHECK(in_child(uid, open_behind(both, reading, O_RDWR)) == Result::eacces);
        CHECK(in_child(uid, open_behind(reading, writing, O_RDONLY)) == Result::eacces);
        CHECK(in_child(uid, open_behind(reading, writing, O_WRONLY)) == Result::eacces);
    }
}

TEST_CASE("kernel: one layer more than the kernel can stack is refused, with the limit named") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, stack_too_many_layers) == static_cast<Result>(E2BIG));
    }
}

TEST_CASE("kernel: a confined process cannot trace or look into one outside") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        const auto trace = [](pid_t pid) {
            const Result seized = result_of(ptrace(PTRACE_SEIZE, pid, nullptr, nullptr));
            if (seized == Result::allowed) {
                must(ptrace(PTRACE_INTERRUPT, pid, nullptr, nullptr), "PTRACE_INTERRUPT");
                must(waitpid(pid, nullptr, __WALL), "waitpid");
                must(ptrace(PTRACE_DETACH, pid, nullptr, nullptr), "PTRACE_DETACH");
            }
            return seized;
        };
        const auto look = [](pid_t pid) {
            char target[16];
            const std::string exe = "/proc/" + std::to_string(pid) + "/exe";
            return result_of(readlink(exe.c_str(), target, sizeof(target)));
        };
        const PolicyText policy = all_fs().grant("/", every_fs_right());
        CHECK(in_child(uid, [&] {
                  const Bystander other;
                  return trace(other.pid());
              }) == Result::allowed);
        CHECK(in_child(uid, [&] {
                  const Bystander other;
                  enforce(policy);
                  return trace(other.pid());
              }) == Result::eperm);
        CHECK(in_child(uid, [&] {
                  enforce(policy);
                  const Bystander inside;
                  return trace(inside.pid());
              }) == Result::allowed);
        CHECK(in_child(uid, [&] {
                  const Bystander other;
                  enforce(policy);
                  return look(other.pid());
              }) == Result::eacces);
        CHECK(in_child(uid, [&] {
                  enforce(policy);
                  const Bystander inside;
                  return look(inside.pid());
              }) == Result::allowed);
    }
}
