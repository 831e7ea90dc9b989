// SPDX-License-Identifier: MIT
//
// Whole logs. Samples are those of the kernel's documentation
// (Documentation/admin-guide/LSM/landlock.rst), or of a kernel 7.3.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "observe/audit_log.hpp"

using namespace landlock_preload;

namespace {

using Lines = std::vector<std::string>;

// "RIGHTS on OBJECT by PROGRAM" of each denial.
Lines told(const AuditLog& log) {
    Lines lines;
    for (const LoggedDenial& denial : log.denials) {
        std::string line = access_names(denial.what.access_class, denial.what.missing) + " on ";
        if (denial.what.access_class == AccessClass::fs) line += denial.object;
        if (denial.what.access_class == AccessClass::net) line += std::to_string(denial.what.port);
        if (denial.what.access_class == AccessClass::scope) line += denial.what.other;
        lines.push_back(line + " by " + *denial.what.programs.begin());
    }
    return lines;
}

const std::string kSignal =
    R"(type=LANDLOCK_ACCESS msg=audit(1729738800.268:30): domain=1a6fdc66f blockers=scope.signal opid=1 ocomm="systemd"
type=LANDLOCK_DOMAIN msg=audit(1729738800.268:30): domain=1a6fdc66f status=allocated mode=enforcing pid=286 uid=0 exe="/root/sandboxer" comm="sandboxer"
type=SYSCALL msg=audit(1729738800.268:30): arch=c000003e syscall=62 success=no exit=-1 [..] ppid=272 pid=286 auid=0 uid=0 gid=0 [...] comm="kill" [...]
type=PROCTITLE msg=audit(1729738800.268:30): proctitle=6B696C6C0031
type=LANDLOCK_DOMAIN msg=audit(1729738800.324:31): domain=1a6fdc66f status=deallocated denials=1
)";

const std::string kRead =
    R"([   10.934767] audit: type=1423 audit(1795886327.855:6): domain=1278b9811 blockers=fs.read_file path="/w/tree/a/file" dev="rootfs" ino=335
[   10.934857] audit: type=1424 audit(1795886327.855:6): domain=1278b9811 status=allocated mode=enforcing pid=139 uid=0 exe="/build/probe_calls" comm="probe_calls"
)";
const std::string kCall =
    R"([   10.935646] audit: type=1300 audit(1795886327.855:6): arch=c000003e syscall=257 success=no exit=-13 items=0 ppid=119 pid=139 comm="probe_calls" exe="/build/probe_calls" subj=unconfined key=(null)
)";

std::string port(const std::string& number, const std::string& object) {
    return "type=1423 audit(1.0:" + number + "): domain=1 blockers=net." + object + '\n';
}

}  // namespace

TEST_CASE("the records of an event belong together") {
    const AuditLog log = read_audit_log(kSignal);
    CHECK(told(log) == Lines{"signal on systemd[1] by kill[286]"});
    CHECK(log.lines == 5);
    CHECK(log.records == 5);
    CHECK(log.of_landlock == 3);
    CHECK(log.unlogged == 0);
    CHECK(told(read_audit_log(kRead + kCall)) ==
          Lines{"read_file on /w/tree/a/file by /build/probe_calls[139]"});
}

TEST_CASE("without a system call, the sandbox says who; without that, the command line") {
    CHECK(told(read_audit_log(kRead)) ==
          Lines{"read_file on /w/tree/a/file by /build/probe_calls[139]"});
    const std::string denial = kRead.substr(0, kRead.find('\n') + 1);
    const std::string title = "audit: type=1327 audit(1795886327.855:6): proctitle=636174002D6E\n";
    CHECK(told(read_audit_log(denial + title)) == Lines{"read_file on /w/tree/a/file by cat"});
    CHECK(told(read_audit_log(denial)) ==
          Lines{"read_file on /w/tree/a/file by a program that the log does not name"});
}

TEST_CASE("a program that calls itself otherwise is named by both") {
    const std::string call =
        "audit: type=1300 audit(1795886327.855:6): pid=139 comm=\"worker\" "
        "exe=\"/usr/bin/server\"\n";
    CHECK(told(read_audit_log(kRead + call)) ==
          Lines{"read_file on /w/tree/a/file by /usr/bin/server[139] (worker)"});
}

TEST_CASE("ports are those of the right, and 0 is not written") {
    const AuditLog log = read_audit_log(
        port("1", "bind_tcp saddr=127.0.0.1 src=5999") + port("2", "bind_tcp saddr=127.0.0.1") +
        port("3", "connect_tcp daddr=::1 dest=443") + port("4", "bind_udp") +
        port("5", "connect_send_udp lport=40176 daddr=127.0.0.1 dest=53"));
    std::vector<std::uint16_t> ports;
    for (const LoggedDenial& denial : log.denials) ports.push_back(denial.what.port);
    CHECK(ports == std::vector<std::uint16_t>{5999, 0, 443, 0, 53});
}

TEST_CASE("an abstract socket is told by its name") {
    const AuditLog log = read_audit_log(
        "type=1423 audit(1.0:1): domain=1 blockers=scope.abstract_unix_socket path=006C6C616273\n");
    REQUIRE(log.denials.size() == 1);
    CHECK(log.denials[0].what.other == "@llabs");
}

TEST_CASE("what came by two ways counts once") {
    const std::string journal =
        "Nov 28 host audit[139]: AUDIT1423 domain=1278b9811 blockers=fs.read_file "
        "path=\"/w/tree/a/file\" dev=\"rootfs\" ino=335\n"
        "Nov 28 host audit[139]: SYSCALL pid=139 comm=\"cat\" exe=\"/usr/bin/cat\"\n";
    CHECK(read_audit_log(journal + kRead + kCall).denials.size() == 1);
    CHECK(read_audit_log(kRead + kCall + kRead + kCall).denials.size() == 1);
    CHECK(told(read_audit_log(journal)) ==
          Lines{"read_file on /w/tree/a/file by /usr/bin/cat[139]"});
    CHECK(read_audit_log(journal + journal).denials.size() == 2);
    CHECK(read_audit_log(journal + journal + kRead + kCall).denials.size() == 2);
    std::string other = journal;
    other.replace(other.rfind("cat"), 3, "tac");
    CHECK(told(read_audit_log(journal + other)) ==
          Lines{"read_file on /w/tree/a/file by /usr/bin/cat[139]",
                "read_file on /w/tree/a/file by /usr/bin/tac[139] (cat)"});
}

TEST_CASE("denials without numbers and system calls are each judged alone") {
    // Two moves, one after the other: the third denial is of a source, too. Of a move, the kernel
    // names all that the directories do not grant.
    Lines expected;
    std::string journal;
    for (const std::string path : {"/from1", "/to1", "/from2", "/to2"}) {
        journal +=
            "host audit[1]: AUDIT1423 domain=1 blockers=fs.execute,fs.write_file,"
            "fs.remove_file,fs.make_reg,fs.refer path=\"" +
            path + "\" ino=1\n";
        expected.push_back("remove_file, make_reg, refer on " + path +
                           " by a program that the log does not name");
    }
    CHECK(told(read_audit_log(journal)) == expected);
}

TEST_CASE("names as the program wrote them, by the number of the file") {
    const AuditLog log = read_audit_log(kRead + kCall +
                                        "audit: type=1302 audit(1795886327.855:6): item=0 "
                                        "name=\"a/file\" inode=335 nametype=NORMAL\n"
                                        "audit: type=1302 audit(1795886327.855:6): item=1 "
                                        "name=\"other\" inode=336 nametype=NORMAL\n");
    REQUIRE(log.denials.size() == 1);
    CHECK(log.denials[0].what.written == std::set<std::string>{"a/file"});
}

TEST_CASE("what is not there is noted") {
    const std::string cut = kRead.substr(0, kRead.find("tree"));
    CHECK(read_audit_log(cut).cut == std::vector<std::size_t>{1});
    CHECK(read_audit_log(cut).denials.empty());
    // Of a port, digits may be missing; of a file, they would be of its number only.
    CHECK(read_audit_log("type=1423 audit(1.0:1): domain=1 blockers=net.connect_tcp dest=44").cut ==
          std::vector<std::size_t>{1});
    CHECK(read_audit_log("\n" + kRead.substr(0, kRead.find('\n'))).denials.size() == 1);
    CHECK(read_audit_log("[1] kauditd_printk_skb: 131 callbacks suppressed\n"
                         "[2] kauditd_printk_skb: 4 callbacks suppressed\n"
                         "[3] net_ratelimit: 7 callbacks suppressed\n")
              .suppressed == 135);
    CHECK(read_audit_log("[1] audit: backlog limit exceeded\n").has_lost);
    CHECK(read_audit_log("host systemd-journald[1]: Missed 12 kernel messages\n").has_lost);
    CHECK_FALSE(read_audit_log("[1] audit: kauditd hold queue overflow\n").has_lost);
    const std::string end =
        "audit: type=1424 audit(1.0:9): domain=1278b9811 status=deallocated denials=";
    CHECK(read_audit_log(kRead + end + "5\n").unlogged == 4);
    CHECK(read_audit_log(kRead + end + "1\n").unlogged == 0);
}

TEST_CASE("other logs have no records, and other records are none of Landlock's") {
    const AuditLog foreign = read_audit_log("a\nb\n");
    CHECK(foreign.lines == 2);
    CHECK(foreign.records == 0);
    const AuditLog other =
        read_audit_log("type=AVC msg=audit(1.0:1): avc: denied { read }\n" + kCall);
    CHECK(other.records == 2);
    CHECK(other.of_landlock == 0);
    CHECK(other.denials.empty());
}
