// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "query/decision.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

constexpr AccessMask kReadFile = fs_access("read_file");
constexpr AccessMask kResolveUnix = fs_access("resolve_unix");
constexpr AccessMask kRemoveDir = fs_access("remove_dir");

void make_socket(const std::string& path) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
    close(fd);
}

// Of a process that has this root, and for which these rights are denied but for RULE.
Record record_of(AccessMask enforced, const PathRecord* rule = nullptr) {
    Record record = {};
    record.status.fs_enforced = enforced;
    struct stat root = {};
    REQUIRE(stat("/", &root) == 0);
    record.root_device = root.st_dev;
    record.root_inode = root.st_ino;
    record.paths = rule;
    record.path_count = rule != nullptr ? 1 : 0;
    return record;
}

PathRecord rule_on(const std::string& path, AccessMask granted) {
    struct stat object = {};
    REQUIRE(stat(path.c_str(), &object) == 0);
    PathRecord rule = {};
    rule.granted = granted;
    rule.device = object.st_dev;
    rule.inode = object.st_ino;
    rule.path = "";
    rule.is_directory = S_ISDIR(object.st_mode);
    return rule;
}

struct Answer {
    std::uint32_t answer;
    Doubt doubt;

    bool operator==(const Answer&) const = default;
};

Answer ask(const Record& record, const std::string& path, AccessMask access) {
    landlock_preload_verdict verdict = {};
    verdict.size = sizeof(verdict);
    const Doubt doubt = decide_path(record, path.c_str(), access, verdict);
    return {verdict.answer, doubt};
}

// In a chroot, no refusal is certain.
bool sees_all() {
    const std::string test =
        "awk '$5 == \"/\" { found = 1 } END { exit !found }' /proc/self/mountinfo";
    return std::system(test.c_str()) == 0;
}

}  // namespace

TEST_CASE("decision: whether a socket may be connected to depends on where its server is") {
    if (!sees_all()) return;
    const TempFolder scratch;
    make_socket(scratch.path("socket"));
    scratch.file("file");
    const Record record = record_of(kResolveUnix | kReadFile);
    const Answer unknown = {LANDLOCK_PRELOAD_ANSWER_UNKNOWN, Doubt::same_sandbox};
    const Answer denied = {LANDLOCK_PRELOAD_ANSWER_DENIED, Doubt::none};
    CHECK(ask(record, scratch.path("socket"), kResolveUnix) == unknown);
    CHECK(ask(record, scratch.path("to come"), kResolveUnix) == unknown);
    CHECK(ask(record, scratch.path("file"), kResolveUnix) == denied);
    CHECK(ask(record, scratch.path("socket"), kResolveUnix | kReadFile) == denied);
    CHECK(ask(record, scratch.path(""), kResolveUnix) == denied);
    const PathRecord rule = rule_on(scratch.path("socket"), kResolveUnix);
    const Answer allowed = {LANDLOCK_PRELOAD_ANSWER_ALLOWED, Doubt::none};
    CHECK(ask(record_of(kResolveUnix, &rule), scratch.path("socket"), kResolveUnix) == allowed);
}

TEST_CASE("decision: a name is judged where it stands, whatever slashes follow it") {
    if (!sees_all()) return;
    const TempFolder scratch;
    scratch.folder("a/full");
    scratch.folder("b");
    REQUIRE(symlink("../a/full", scratch.path("b/link").c_str()) == 0);
    const PathRecord rule = rule_on(scratch.path("a"), kRemoveDir);
    const Record record = record_of(kRemoveDir, &rule);
    for (const char* name : {"b/link", "b/link/", "b/link//"}) {
        CHECK(ask(record, scratch.path(name), kRemoveDir).answer == LANDLOCK_PRELOAD_ANSWER_DENIED);
    }
    for (const char* name : {"a/full", "a/full/", "a//full//", "b/link/../full/"}) {
        CHECK(ask(record, scratch.path(name), kRemoveDir).answer ==
              LANDLOCK_PRELOAD_ANSWER_ALLOWED);
    }
}

TEST_CASE("decision: a rule whose mount is gone is in doubt, and grants no more than the others") {
    const TempFolder scratch;
    PathRecord rule = rule_on(scratch.path(""), kReadFile);
    rule.mount = 1;  // lasting numbers start far above
    const Record record = record_of(kReadFile | kRemoveDir, &rule);
    const Answer unknown = {LANDLOCK_PRELOAD_ANSWER_UNKNOWN, Doubt::unmounted};
    CHECK(ask(record, scratch.path("file"), kReadFile) == unknown);
    if (!sees_all()) return;
    CHECK(ask(record, scratch.path("file"), kReadFile | kRemoveDir).answer ==
          LANDLOCK_PRELOAD_ANSWER_DENIED);
}

TEST_CASE("decision: a file that is made through a link is made where the link leads to") {
    if (!sees_all()) return;
    const TempFolder scratch;
    scratch.folder("made");
    scratch.folder("named");
    scratch.file("made/file");
    REQUIRE(symlink("../made/new", scratch.path("named/dangling").c_str()) == 0);
    REQUIRE(symlink("../made/file", scratch.path("named/whole").c_str()) == 0);
    constexpr AccessMask kMakeReg = fs_access("make_reg");
    constexpr AccessMask kWriteFile = fs_access("write_file");
    constexpr AccessMask kMakeDir = fs_access("make_dir");
    const PathRecord rule = rule_on(scratch.path("made"), kMakeReg | kWriteFile | kMakeDir);
    const Record record = record_of(kMakeReg | kWriteFile | kMakeDir, &rule);
    const auto answer = [&](const char* name, AccessMask access) {
        return ask(record, scratch.path(name), access).answer;
    };
    CHECK(answer("named/dangling", kMakeReg) == LANDLOCK_PRELOAD_ANSWER_ALLOWED);
    CHECK(answer("named/dangling", kMakeReg | kWriteFile) == LANDLOCK_PRELOAD_ANSWER_ALLOWED);
    CHECK(answer("named/dangling", kMakeDir) == LANDLOCK_PRELOAD_ANSWER_DENIED);
    CHECK(answer("named/dangling", kMakeReg | kMakeDir) == LANDLOCK_PRELOAD_ANSWER_DENIED);
    CHECK(answer("named/whole", kMakeReg) == LANDLOCK_PRELOAD_ANSWER_DENIED);
    CHECK(answer("named/new", kMakeReg) == LANDLOCK_PRELOAD_ANSWER_DENIED);
    CHECK(answer("made/new", kMakeReg) == LANDLOCK_PRELOAD_ANSWER_ALLOWED);
}
