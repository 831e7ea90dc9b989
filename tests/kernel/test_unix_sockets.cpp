// SPDX-License-Identifier: MIT
//
// UNIX sockets with a path. Below ABI 9 Landlock lets every process reach every such server: the
// best known way out of a sandbox. From then on servers outside need resolve_unix.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "operations.hpp"

using namespace kernel_tests;

namespace {

Result connect_stream() {
    return connect_unix("server", SOCK_STREAM);
}

Result send_datagram() {
    return send_unix("server");
}

void serve_streams() {
    leave_running([] { listen_unix("server"); });
}

void serve_datagrams() {
    leave_running([] { receive_unix("server"); });
}

}  // namespace

TEST_CASE("kernel: servers outside need resolve_unix, on the socket or on its directory") {
    check_needs({{"server", {"resolve_unix"}}}, connect_stream, serve_streams);
    check_needs({{".", {"resolve_unix"}}}, connect_stream, serve_streams);
    check_needs({{"server", {"resolve_unix"}}}, send_datagram, serve_datagrams);
    check_needs({{".", {"resolve_unix"}}}, send_datagram, serve_datagrams);
}

TEST_CASE("kernel: writing to the socket's file is not resolving it") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, all_fs().grant(".", every_fs_right_but({"resolve_unix"})),
                       serve_streams, connect_stream) == denied_since(kAbiResolveUnix));
        CHECK(confined(uid, all_fs().grant("file", {"resolve_unix"}), serve_streams,
                       connect_stream) == denied_since(kAbiResolveUnix));
    }
}

TEST_CASE("kernel: servers within a sandbox need no right but that to make the socket") {
    check_needs({{".", {"make_sock"}}}, [] {
        const Result bound = bind_unix("new", SOCK_STREAM);
        if (bound != Result::allowed) return bound;
        const Bystander server([] { listen_unix("server"); });
        return connect_stream();
    });
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, all_fs().grant(".", {"make_sock"}), [] {
                  const Bystander server([] {
                      enforce(PolicyText().handle_fs({"make_block"}));  // inner
                      listen_unix("server");
                  });
                  return connect_stream();
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: a connected socket stays connected") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [] {
                  const Bystander server([] { receive_unix("server"); });
                  const UnixClient client("server");
                  enforce(all_fs());
                  return client.send();
              }) == Result::allowed);
    }
}

TEST_CASE("kernel: a policy that does not handle resolve_unix leaves every server in reach") {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(confined(uid, PolicyText().handle_fs(every_fs_right_but({"resolve_unix"})),
                       serve_streams, connect_stream) == Result::allowed);
    }
}
