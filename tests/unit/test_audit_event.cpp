// SPDX-License-Identifier: MIT
//
// Of a move between directories the kernel names all that is not granted, unless nothing of it is
// (is_access_to_paths_allowed in security/landlock/fs.c): then what it needs, source first.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "observe/audit_event.hpp"

using namespace landlock_preload;

namespace {

// "RIGHTS" of each record that is left, of those lines.
std::vector<std::string> narrowed(const std::vector<std::string>& lines) {
    std::vector<AuditRecord> records;
    for (const std::string& line : lines) {
        std::optional<AuditRecord> record = read_audit_record("type=" + line);
        REQUIRE(record.has_value());
        record->read_fields();
        records.push_back(*record);
    }
    AuditEvent event;
    for (const AuditRecord& record : records) event.add(record);
    std::vector<Blocked> all = event.blocked();
    const bool is_assumed = narrow_moves(event, all);
    std::vector<std::string> left;
    for (const Blocked& each : all) {
        left.push_back(access_names(each.access_class, each.rights) +
                       (each.is_by_move ? " by move" : ""));
    }
    if (is_assumed) left.emplace_back("assumed");
    return left;
}

using Lines = std::vector<std::string>;

std::string denied(const std::string& blockers) {
    return "1423 audit(1.0:1): domain=1 blockers=" + blockers +
           " path=\"/w/a\" dev=\"rootfs\" ino=9";
}

std::string called(const std::string& number, const std::string& result) {
    return "SYSCALL msg=audit(1.0:1): arch=c000003e syscall=" + number +
           " success=no exit=" + result;
}

std::string named(const std::string& type, const std::string& mode) {
    return "PATH msg=audit(1.0:1): name=\"x\" inode=1 mode=" + mode + " nametype=" + type;
}

constexpr const char* kMuch =
    "fs.execute,fs.write_file,fs.read_dir,fs.remove_dir,fs.remove_file,fs.make_dir,fs.make_reg,"
    "fs.make_sock,fs.refer";
constexpr const char* kMuchButRefer = "fs.execute,fs.remove_file,fs.make_dir,fs.make_reg";

}  // namespace

TEST_CASE("what the kernel names exactly stays") {
    CHECK(narrowed({denied("fs.write_file,fs.read_file")}) == Lines{"write_file, read_file"});
    CHECK(narrowed({denied("fs.remove_file,fs.make_dir,fs.refer"),
                    denied("fs.remove_dir,fs.make_reg,fs.refer"), called("316", "-13")}) ==
          Lines{"remove_file, make_dir, refer", "remove_dir, make_reg, refer"});
    CHECK(narrowed({denied("fs.refer"), denied("fs.refer"), called("82", "-18")}) ==
          Lines{"refer", "refer"});
}

TEST_CASE("of what it lists, a rename keeps what it needs") {
    CHECK(narrowed({denied(kMuch), denied(kMuch), called("82", "-13")}) ==
          Lines{"remove_file, refer", "make_reg, refer", "assumed"});
    CHECK(narrowed({denied(kMuch), denied(kMuchButRefer), called("82", "-13"),
                    named("DELETE", "0100644")}) == Lines{"remove_file, refer", "make_reg"});
    CHECK(narrowed({denied(kMuch), denied(kMuch), called("264", "-13"),
                    named("DELETE", "040755")}) == Lines{"remove_dir, refer", "make_dir, refer"});
    CHECK(narrowed({denied(kMuch), denied(kMuch), called("316", "-13"), named("DELETE", "0100644"),
                    named("DELETE", "0100644")}) ==
          Lines{"remove_file, refer", "remove_file, make_reg, refer"});
    CHECK(narrowed({denied(kMuch), called("82", "-13"), named("DELETE", "0100644")}) ==
          Lines{"remove_file, make_reg, refer"});
    CHECK(narrowed({denied(kMuch), denied(kMuch), called("82", "-18")}) == Lines{"refer", "refer"});
}

TEST_CASE("a link removes nothing") {
    CHECK(narrowed({denied(kMuch), denied(kMuch), called("86", "-13"),
                    named("NORMAL", "0100644")}) == Lines{"refer", "make_reg, refer"});
}

TEST_CASE("what may not gain rights is told by what the goal grants and the source does not") {
    CHECK(narrowed({denied("fs.execute,fs.write_file,fs.read_dir"), denied("fs.execute"),
                    called("82", "-18"), named("DELETE", "0100644")}) ==
          Lines{"write_file by move"});
    CHECK(narrowed({denied("fs.execute,fs.read_dir"), called("82", "-18"),
                    named("DELETE", "040755")}) == Lines{"execute, read_dir by move"});
}

TEST_CASE("what is no right is told apart") {
    AuditEvent event;
    const auto read = [](const char* line) {
        AuditRecord record = *read_audit_record(line);
        record.read_fields();
        return record;
    };
    const AuditRecord traced = read("type=1423 audit(1.0:1): domain=1 blockers=ptrace opid=1");
    const AuditRecord mounted = read("type=1423 audit(1.0:1): blockers=fs.change_topology");
    const AuditRecord newer =
        read("type=1423 audit(1.0:1): blockers=fs.fly,net.signal,fs.execute,x");
    for (const AuditRecord* each : {&traced, &mounted, &newer}) event.add(*each);
    const std::vector<Blocked> all = event.blocked();
    REQUIRE(all.size() == 3);
    CHECK(all[0].remarks == std::vector{RemarkKind::trace});
    CHECK(all[1].remarks == std::vector{RemarkKind::mount});
    CHECK(all[2].unknown == std::vector<std::string>{"fs.fly", "net.signal", "x"});
    CHECK(all[2].rights == fs_access("execute"));
}
