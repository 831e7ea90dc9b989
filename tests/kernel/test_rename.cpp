// SPDX-License-Identifier: MIT
//
// Names that move. Within a directory a rename is a removal and a creation. Between directories
// (reparenting) it needs refer on both besides, must not gain the file rights that it did not have
// before, and fails with EXDEV where only this is wrong: programs then copy. ABI 1 has no refer and
// answers EXDEV to all of it.
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/socket.h>
#include <unistd.h>

#include "operations.hpp"

using namespace kernel_tests;

namespace {

const Names kGive = {"refer", "remove_file"};
const Names kTake = {"refer", "make_reg"};

Result move_file() {
    return rename_with("dir/file", "other/file", 0);
}

Result link_file() {
    return result_of(link("dir/file", "other/file"));
}

// ABI 1 denies all reparenting, before anything else is asked.
Result reparented(Result since_refer) {
    return kernel_abi() >= kAbiRefer ? since_refer : Result::exdev;
}

void check_reparenting(const PolicyText& policy, const Action& act, Result expected) {
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, act) == Result::allowed);
        CHECK(confined(uid, policy, act) == reparented(expected));
    }
}

}  // namespace

TEST_CASE("kernel: a rename within a directory is a removal and a creation") {
    check_needs({{"dir", {"remove_file", "make_reg"}}},
                [] { return rename_with("dir/file", "dir/new", 0); });
    check_needs({{"dir", {"remove_dir", "make_dir"}}},
                [] { return rename_with("dir/sub", "dir/new", 0); });
    check_needs({{".", {"remove_file", "make_sym"}}}, [] { return rename_with("link", "new", 0); });
    check_needs({{".", {"remove_file", "make_fifo"}}},
                [] { return rename_with("fifo", "new", 0); });
    check_needs({{".", {"remove_file", "make_sock"}}},
                [] { return rename_with("sock", "new", 0); });
}

TEST_CASE("kernel: a hard link within a directory is a creation of its kind") {
    check_needs({{"dir", {"make_reg"}}}, [] { return result_of(link("dir/file", "dir/new")); });
    check_needs({{".", {"make_fifo"}}}, [] { return result_of(link("fifo", "new")); });
}

TEST_CASE("kernel: renames between directories where refer is granted on both") {
    check_reparenting(all_fs().grant("dir", kGive).grant("other", kTake), move_file,
                      Result::allowed);
    check_reparenting(all_fs().grant(".", {"refer", "remove_file", "make_reg"}), move_file,
                      Result::allowed);
}

TEST_CASE("kernel: denies rename between directories without refer on either, with EXDEV") {
    const Names give = without(kGive, "refer");
    const Names take = without(kTake, "refer");
    check_reparenting(all_fs().grant("dir", give).grant("other", kTake), move_file, Result::exdev);
    check_reparenting(all_fs().grant("dir", kGive).grant("other", take), move_file, Result::exdev);
    check_reparenting(all_fs().grant("dir", give).grant("other", take), move_file, Result::exdev);
}

TEST_CASE("kernel: denies rename between directories without the other rights, with EACCES") {
    check_reparenting(all_fs().grant("dir", {"refer"}).grant("other", kTake), move_file,
                      Result::eacces);
    check_reparenting(all_fs().grant("dir", kGive).grant("other", {"refer"}), move_file,
                      Result::eacces);
    check_reparenting(all_fs().grant("dir", {"remove_file"}), move_file, Result::eacces);
}

TEST_CASE("kernel: denies reparenting although a policy never mentions refer") {
    check_reparenting(PolicyText().handle_fs({"execute"}), move_file, Result::exdev);
    check_reparenting(PolicyText().handle_fs({"execute"}), link_file, Result::exdev);
}

TEST_CASE("kernel: a layer that handles no file right denies reparenting to those below that do") {
    if (kernel_abi() < kAbiTcp) return;  // there is no such layer
    const auto below = [](const PolicyText& above) {
        return [&above] {
            enforce(above);
            expect(move_file() == Result::allowed, "a move without a layer on files");
            expect(rename_with("other/file", "dir/file", 0) == Result::allowed, "a move back");
            enforce(all_fs().grant("/", every_fs_right()));
            return move_file();
        };
    };
    const PolicyText ports = PolicyText().handle_net({"bind_tcp"});
    const PolicyText open =
        PolicyText().handle_net({"bind_tcp"}).handle_fs({"refer"}).grant("/", {"refer"});
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, below(ports)) == Result::exdev);
        CHECK(in_child(uid, below(open)) == Result::allowed);
    }
}

TEST_CASE("kernel: denies a move that would give a file more rights, with EXDEV") {
    check_reparenting(
        all_fs().grant("dir", kGive).grant("other", kTake).grant("other", {"read_file"}), move_file,
        Result::exdev);
    check_reparenting(all_fs()
                          .grant("dir", kGive)
                          .grant("other", kTake)
                          .grant("dir", {"read_file", "write_file"}),
                      move_file, Result::allowed);
    check_reparenting(all_fs().grant("dir", kGive).grant("other", kTake).grant(".", {"read_file"}),
                      move_file, Result::allowed);
}

TEST_CASE("kernel: hard links between directories need refer and make_reg") {
    check_reparenting(all_fs().grant("dir", {"refer"}).grant("other", kTake), link_file,
                      Result::allowed);
    check_reparenting(all_fs().grant("dir", {"refer"}).grant("other", {"refer"}), link_file,
                      Result::eacces);
    check_reparenting(all_fs().grant("other", kTake), link_file, Result::exdev);
    check_reparenting(all_fs().grant("dir", {"refer"}).grant("other", {"make_reg"}), link_file,
                      Result::exdev);
}

TEST_CASE("kernel: a directory moves between directories with remove_dir, make_dir and refer") {
    const auto move_directory = [] { return rename_with("dir/sub", "other/sub", 0); };
    const auto policy = [](const Names& give, const Names& take) {
        return all_fs().grant("dir", give).grant("other", take);
    };
    const Names give = {"refer", "remove_dir", "make_dir"};
    const Names take = {"refer", "make_dir"};
    check_reparenting(policy(give, take), move_directory, Result::allowed);
    check_reparenting(policy(without(give, "refer"), without(take, "refer")), move_directory,
                      Result::exdev);
    check_reparenting(policy(without(give, "remove_dir"), take), move_directory, Result::eacces);
    check_reparenting(policy(give, without(take, "make_dir")), move_directory, Result::eacces);
    // What could be made in it after the move, but not before, is a right gained.
    check_reparenting(policy(without(give, "make_dir"), take), move_directory, Result::exdev);
}

TEST_CASE("kernel: replacing a file by a move needs remove_file where it was") {
    const auto replace = [] { return rename_with("dir/file", "file", 0); };
    check_reparenting(all_fs().grant(".", {"refer", "remove_file", "make_reg"}), replace,
                      Result::allowed);
    check_reparenting(all_fs().grant(".", {"refer", "make_reg"}).grant("dir", {"remove_file"}),
                      replace, Result::eacces);
}

TEST_CASE("kernel: an exchange needs the rights of both directions") {
    const auto exchange = [] { return rename_with("dir/file", "file", RENAME_EXCHANGE); };
    const Names both = {"refer", "remove_file", "make_reg"};
    check_reparenting(all_fs().grant(".", both), exchange, Result::allowed);
    check_reparenting(all_fs().grant(".", without(both, "make_reg")), exchange, Result::eacces);
    check_reparenting(all_fs().grant(".", without(both, "refer")), exchange, Result::exdev);
}

TEST_CASE("kernel: refer holds although ports and scopes are handled too") {
    PolicyText policy = all_fs();
    policy.handle_net({"bind_tcp", "connect_tcp", "bind_udp", "connect_send_udp"});
    policy.scope({"abstract_unix_socket", "signal"});
    policy.grant("dir", kGive).grant("other", kTake).port(80, {"connect_tcp"});
    check_reparenting(policy, move_file, Result::allowed);
    check_reparenting(policy, link_file, Result::allowed);
}

TEST_CASE("kernel: ports and scopes alone leave renames between directories alone") {
    PolicyText policy;
    if (kernel_abi() >= kAbiTcp) policy.handle_net({"bind_tcp"});
    if (kernel_abi() >= kAbiScopes) policy.scope({"signal"});
    if (kernel_abi() < kAbiTcp) return;
    check_reparenting(policy, move_file, Result::allowed);
}

TEST_CASE("kernel: each further layer has to grant refer once more") {
    const PolicyText granted = all_fs().grant(".", {"refer", "remove_file", "make_reg"});
    const auto move_behind = [&granted](const PolicyText& second) {
        return [&granted, &second] {
            enforce(granted);
            enforce(second);
            return move_file();
        };
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, move_behind(granted)) == reparented(Result::allowed));
        CHECK(in_child(uid, move_behind(PolicyText().handle_fs({"execute"}))) == Result::exdev);
        if (kernel_abi() < kAbiTcp) continue;
        CHECK(in_child(uid, move_behind(PolicyText().handle_net({"bind_tcp"}))) == Result::exdev);
    }
}
