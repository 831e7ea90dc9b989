// SPDX-License-Identifier: MIT
//
// The two scopes (ABI 6): signals and abstract UNIX sockets stay within the sandbox and those
// inside it. What crosses its border outwards is denied with EPERM; no rule can allow it.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "operations.hpp"

using namespace kernel_tests;

namespace {

// Handles a fs right besides, so that there is something to enforce below ABI 6.
PolicyText scoped(const Names& scopes) {
    return PolicyText().handle_fs({"make_block"}).scope(scopes);
}

PolicyText no_scope() {
    return PolicyText().handle_fs({"make_block"});
}

std::string abstract_name() {
    return "@landlock-kernel-tests-" + std::to_string(getpid());
}

Result signal_outside(const PolicyText& policy, int number) {
    const Bystander other;
    enforce(policy);
    return result_of(kill(other.pid(), number));
}

Result signal_by_descriptor(const PolicyText& policy) {
    const Bystander other;
    enforce(policy);
    const int fd = must(syscall(SYS_pidfd_open, other.pid(), 0), "pidfd_open");
    return result_of(syscall(SYS_pidfd_send_signal, fd, 0, nullptr, 0));
}

}  // namespace

TEST_CASE("kernel: signals to processes outside need a policy that does not scope them") {
    const Result denied = denied_since(kAbiScopes, Result::eperm);
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        for (const int number : {0, SIGTERM, SIGCONT}) {
            CAPTURE(number);
            const auto attempt = [&](const PolicyText& policy) {
                return in_child(uid, [&] { return signal_outside(policy, number); });
            };
            CHECK(attempt(no_scope()) == Result::allowed);
            CHECK(attempt(scoped({"abstract_unix_socket"})) == Result::allowed);
            CHECK(attempt(scoped({"signal"})) == denied);
            CHECK(attempt(scoped({"signal", "abstract_unix_socket"})) == denied);
        }
        CHECK(in_child(uid, [] { return signal_by_descriptor(no_scope()); }) == Result::allowed);
        CHECK(in_child(uid, [] { return signal_by_descriptor(scoped({"signal"})); }) == denied);
    }
}

TEST_CASE("kernel: a process cannot signal the one that confined it, but is signalled by it") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [] {
                  const pid_t parent = getpid();
                  return in_grandchild([parent] {
                      enforce(scoped({"signal"}));
                      return result_of(kill(parent, 0));
                  });
              }) == denied_since(kAbiScopes, Result::eperm));
        CHECK(in_child(uid, [] {
                  const Bystander child([] { enforce(scoped({"signal"})); });
                  return result_of(kill(child.pid(), SIGTERM));
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: signals within a sandbox are free") {
    const PolicyText policy = scoped({"signal"});
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, policy, [] { return result_of(kill(getpid(), 0)); }) ==
              Result::allowed);
        CHECK(confined(uid, policy, [] {
                  const Bystander child;
                  return result_of(kill(child.pid(), SIGTERM));
              }) == Result::allowed);
        CHECK(confined(uid, policy, [] {
                  const pid_t parent = getpid();
                  return in_grandchild([parent] { return result_of(kill(parent, 0)); });
              }) == Result::allowed);
        CHECK(confined(uid, policy, [] {
                  Result result = Result::eperm;
                  const pid_t first = gettid();
                  std::thread([&result, first] {
                      result = result_of(syscall(SYS_tgkill, getpid(), first, 0));
                  }).join();
                  return result;
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: of two nested sandboxes the inner is closed to the outside, not to the outer") {
    const PolicyText policy = scoped({"signal"});
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, policy, [&policy] {
                  const Bystander inner([&policy] { enforce(policy); });
                  return result_of(kill(inner.pid(), 0));
              }) == Result::allowed);
        CHECK(confined(uid, policy, [&policy] {
                  const pid_t outer = getpid();
                  return in_grandchild([&policy, outer] {
                      enforce(policy);
                      return result_of(kill(outer, 0));
                  });
              }) == denied_since(kAbiScopes, Result::eperm));
    }
}

TEST_CASE("kernel: abstract sockets outside need a policy that does not scope them") {
    const Result denied = denied_since(kAbiScopes, Result::eperm);
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        const auto connect_behind = [uid](const PolicyText& policy) {
            return in_child(uid, [&policy] {
                const std::string name = abstract_name();
                const Bystander server([&name] { listen_unix(name); });
                enforce(policy);
                return connect_unix(name, SOCK_STREAM);
            });
        };
        const auto send_behind = [uid](const PolicyText& policy) {
            return in_child(uid, [&policy] {
                const std::string name = abstract_name();
                const Bystander server([&name] { receive_unix(name); });
                enforce(policy);
                return send_unix(name);
            });
        };
        CHECK(connect_behind(no_scope()) == Result::allowed);
        CHECK(connect_behind(scoped({"signal"})) == Result::allowed);
        CHECK(connect_behind(scoped({"abstract_unix_socket"})) == denied);
        CHECK(send_behind(no_scope()) == Result::allowed);
        CHECK(send_behind(scoped({"signal"})) == Result::allowed);
        CHECK(send_behind(scoped({"abstract_unix_socket"})) == denied);
    }
}

TEST_CASE("kernel: abstract sockets within a sandbox are free") {
    const PolicyText policy = scoped({"abstract_unix_socket"});
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, policy, [] {
                  const std::string name = abstract_name();
                  const Bystander server([&name] { listen_unix(name); });
                  return connect_unix(name, SOCK_STREAM);
              }) == Result::allowed);
        CHECK(confined(uid, policy, [&policy] {
                  const std::string name = abstract_name();
                  const Bystander server([&name, &policy] {
                      enforce(policy);  // inner
                      listen_unix(name);
                  });
                  return connect_unix(name, SOCK_STREAM);
              }) == Result::allowed);
        CHECK(confined(uid, policy, [&policy] {
                  const std::string name = abstract_name();
                  listen_unix(name);
                  return in_grandchild([&policy, &name] {
                      enforce(policy);
                      return connect_unix(name, SOCK_STREAM);
                  });
              }) == denied_since(kAbiScopes, Result::eperm));
    }
}

TEST_CASE("kernel: the scope concerns neither connected sockets nor those with a path") {
    const PolicyText policy = scoped({"abstract_unix_socket"});
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [&policy] {
                  int pair[2];
                  must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), "socketpair");
                  enforce(policy);
                  return result_of(write(pair[0], "x", 1));
              }) == Result::allowed);
        CHECK(in_child(uid, [&policy] {
                  const Bystander server([] { listen_unix("server"); });
                  enforce(policy);
                  return connect_unix("server", SOCK_STREAM);
              }) == Result::allowed);
    }
}
