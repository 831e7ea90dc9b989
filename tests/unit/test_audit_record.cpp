// SPDX-License-Identifier: MIT
//
// The ways in which a record is written. Samples are those of the kernel's documentation
// (Documentation/admin-guide/LSM/landlock.rst), or of a kernel 7.3.
#include <doctest/doctest.h>

#include <string>

#include "observe/audit_record.hpp"

using namespace landlock_preload;

namespace {

// "TYPE EVENT FIELD=VALUE..." of a line.
std::string read(const std::string& line) {
    std::optional<AuditRecord> record = read_audit_record(line);
    if (!record) return "none";
    record->read_fields();
    std::string text = std::to_string(static_cast<int>(record->type)) + ' ' + record->event;
    for (const auto& [name, value] : record->fields) text += ' ' + name + '=' + value;
    return record->is_cut ? text + " (cut)" : text;
}

constexpr const char* kBody =
    "domain=1a6fdc679 blockers=fs.write_file path=\"/dev/tty\" dev=\"devtmpfs\" ino=9";
const std::string kFields =
    " blockers=fs.write_file dev=devtmpfs domain=1a6fdc679 ino=9 path=/dev/tty";

}  // namespace

TEST_CASE("the log of auditd, of the kernel, and of the journal") {
    const std::string body = kBody;
    const std::string expected = "0 1729738800.221:33" + kFields;
    CHECK(read("type=LANDLOCK_ACCESS msg=audit(1729738800.221:33): " + body) == expected);
    CHECK(read("type=UNKNOWN[1423] msg=audit(1729738800.221:33): " + body) == expected);
    CHECK(read("node=host type=LANDLOCK_ACCESS msg=audit(1729738800.221:33): " + body) == expected);
    CHECK(read("[   10.934767] audit: type=1423 audit(1729738800.221:33): " + body) == expected);
    CHECK(read("Nov 28 12:00:00 host kernel: audit: type=1423 audit(1729738800.221:33): " + body) ==
          expected);
    CHECK(read("type=LANDLOCK_ACCESS msg=audit(1729738800.221:33): " + body + "\x1dUID=\"root\"") ==
          expected);
    CHECK(read("type=LANDLOCK_ACCESS msg=audit(1729738800.221:33) : " + body + " \r") == expected);
    CHECK(read("Nov 28 12:00:00 host audit[812]: AUDIT1423 " + body) == "0 " + kFields);
    CHECK(read("Nov 28 12:00:00 host audit: LANDLOCK_ACCESS " + body) == "0 " + kFields);
}

TEST_CASE("the types of records") {
    const auto type_of = [](const std::string& name) {
        return read_audit_record("type=" + name + " msg=audit(1.0:1): a=b")->type;
    };
    CHECK(type_of("LANDLOCK_DOMAIN") == RecordType::domain);
    CHECK(type_of("1424") == RecordType::domain);
    CHECK(type_of("SYSCALL") == RecordType::system_call);
    CHECK(type_of("PATH") == RecordType::path);
    CHECK(type_of("1327") == RecordType::title);
    CHECK(type_of("AVC") == RecordType::other);
    CHECK(type_of("14231") == RecordType::other);
}

TEST_CASE("strings are quoted, or digits where they have a blank, a quotation mark or no ASCII") {
    const std::string start = "type=1423 audit(1.0:1): ";
    CHECK(
        read("audit: " + start + "path=2F772F6120622F7175226F746520C3A9 dev=\"rootfs\" ino=1243") ==
        "0 1.0:1 dev=rootfs ino=1243 path=/w/a b/qu\"ote \xc3\xa9");
    CHECK(read("audit: " + start + "path=\"/a=b\" ocomm=6120") == "0 1.0:1 ocomm=a  path=/a=b");
    CHECK(read("audit: " + start + "name=(null) exe=(null) ino=1234") ==
          "0 1.0:1 exe= ino=1234 name=");
    CHECK(read("audit: " + start + "domain=1234ABCD") == "0 1.0:1 domain=1234ABCD");
    // ausearch --interpret quotes nothing.
    CHECK(read(start + "path=/a b dev=vda2 ino=3") == "0 1.0:1 dev=vda2 ino=3 path=/a b");
}

TEST_CASE("what has no end is cut") {
    CHECK(read("type=1423 audit(1.0:1): path=\"/etc/sh") == "0 1.0:1 path=/etc/sh (cut)");
    CHECK(read("type=1423 audit(1.0") == "0 1.0 (cut)");
}

TEST_CASE("what others write is no record") {
    CHECK(read("") == "none");
    CHECK(read("a program said type=1423 audit(1.0:1): domain=1") == "none");
    CHECK(read("type=1423 audit") == "none");
    CHECK(read("type=") == "none");
    CHECK(read("host auditd[9]: SYSCALL a=b") == "none");
    CHECK(read("host audit[9x]: SYSCALL a=b") == "none");
    CHECK(read("host audit: SYSCALL") == "none");
    CHECK(read("host audit: hello world") == "none");
    // Nor does a string hold another one.
    CHECK(read("type=PROCTITLE msg=audit(1.0:1): proctitle=747970653D31") ==
          "4 1.0:1 proctitle=type=1");
}
