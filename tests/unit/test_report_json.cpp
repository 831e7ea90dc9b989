// SPDX-License-Identifier: MIT
//
// A record as a line of JSON.
#include "report/report_json.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <regex>
#include <string>

#include "filled_record.hpp"

using namespace landlock_preload;

namespace {

constexpr JsonLine::Sink kAppend = [](void* target, std::string_view piece) {
    static_cast<std::string*>(target)->append(piece);
};

// Nothing beside the record: as a process has it that asks for its own.
std::string report_of(const Record& record) {
    std::string text;
    write_report(record, nullptr, {kAppend, &text});
    return text;
}

std::string report_of(const Record& record, const ReportOrigin& origin) {
    std::string text;
    write_report(record, &origin, {kAppend, &text});
    return text;
}

std::string failure_of(std::span<const DiagnosticView> failures, const ReportOrigin& origin) {
    std::string text;
    write_failure(failures, origin, {kAppend, &text});
    return text;
}

// Asked by a raw system call: landlock_create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION).
std::string support_of_this_kernel() {
    const long abi = syscall(444, nullptr, 0, 1);
    std::string word = "available";
    if (abi < 0 && errno == ENOSYS) word = "notBuilt";
    if (abi < 0 && errno == EOPNOTSUPP) word = "notEnabled";
    if (abi < 0 && errno == EPERM) word = "blocked";
    return R"("support":")" + word + R"(","abi":)" + std::to_string(abi < 0 ? 0 : abi);
}

}  // namespace

TEST_CASE("report json: as one line of JSON") {
    Start start(AccessSet(AccessClass::fs, kReadFile) | AccessSet(AccessClass::net, 0x3));
    start.policy.included = {"more.json"};
    start.path("/d\xff", kReadFile);
    start.policy.ports = {{0x2, 443, false, {Section::net_port, 1, 2, 1}},
                          {0x1, 53, false, {Section::preset, 4}}};
    start.plan_for(7);
    start.object(11, kReadFile, true);
    start.ruleset.real_paths = {"/real"};
    start.events = {{Severity::note, "p.json:/abi", "b", LANDLOCK_PRELOAD_EVENT_PATH_UNUSABLE, 2},
                    {Severity::warning, "p.json", "a", LANDLOCK_PRELOAD_EVENT_TAMPERING}};
    const Filled filled(start);
    CHECK(
        report_of(filled.record) ==
        R"({"reportVersion":1,"state":"enforced","version":"0.2.0","pid":77,)"
        R"("executable":"/bin/program","source":"p.json","early":true,"threads":3,)"
        R"("wholeProcess":true,"noNewPrivs":true,"layersAdded":1,"layersKnown":2,)"
        R"("walls":["preload"],"support":"available","abi":7,"abiUsed":7,"abiNewest":)" +
            std::to_string(kNewest) +
            R"(,"errata":5,"nanoseconds":9,)"
            R"("fs":{"requested":["read_file"],"enforced":["read_file"],"dropped":[]},)"
            R"("net":{"requested":["bind_tcp","connect_tcp"],"enforced":["bind_tcp","connect_tcp"],)"
            R"("dropped":[]},"scope":{"requested":[],"enforced":[],"dropped":[]},)"
            R"("flags":{"requested":[],"enforced":[],"dropped":[]},"gaps":[],)"
            R"("rulesApplied":3,"rulesReduced":0,"rulesSkipped":0,"rules":[)"
            R"({"pointer":"/pathBeneath/0/parent/0","source":"p.json","kind":"path",)"
            R"("path":"/d\udcff","realPath":"/real","device":1,"inode":11,)"
            R"("requested":["read_file"],"granted":["read_file"],"droppedByType":[],)"
            R"("droppedByKernel":[],"error":0},)"
            R"({"pointer":"/netPort/1/port/2","source":"more.json","kind":"port","port":443,)"
            R"("requested":["connect_tcp"],"granted":["connect_tcp"],"droppedByKernel":[]},)"
            R"({"pointer":"/preset/4","source":"p.json","kind":"port","port":53,)"
            R"("requested":["bind_tcp"],"granted":["bind_tcp"],"droppedByKernel":[]}],)"
            R"("events":[{"level":"warning","code":3,"error":0,"where":"p.json","text":"a"},)"
            R"({"level":"note","code":16,"error":2,"where":"p.json:/abi","text":"b"}]})");
}

TEST_CASE("report json: nothing was done") {
    const Record record = {};
    CHECK(report_of(record).starts_with(R"({"reportVersion":1,"state":"inactive",)"));
}

TEST_CASE("report json: one that leaves the process says when, where and for whom") {
    const Record record = {};
    const std::string text = report_of(record, {.label = "pod \x1b"});
    const std::string head = R"({"reportVersion":1,"state":"inactive","version":"0.2.0","time":")";
    REQUIRE(text.starts_with(head));
    const std::string moment = text.substr(head.size(), 24);
    CHECK(std::regex_match(moment, std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)")));
    utsname system = {};
    REQUIRE(uname(&system) == 0);
    CHECK(text.substr(head.size() + 24)
              .starts_with(R"(","host":")" + std::string(system.nodename) +
                           R"(","label":"pod \u001b","pid":0,)"));
}

TEST_CASE("report json: a short one has neither rules nor notes nor what can be concluded") {
    Start start(AccessSet(AccessClass::fs, kReadFile) | AccessSet(AccessClass::net, 0x3));
    start.path("/d", kReadFile);
    start.plan_for(3);
    start.object(11, kReadFile, true);
    start.events = {{Severity::note, "p.json", "b", LANDLOCK_PRELOAD_EVENT_PATH_UNUSABLE, 2},
                    {Severity::warning, "p.json", "a", LANDLOCK_PRELOAD_EVENT_TAMPERING}};
    const Filled filled(start);
    const std::string text = report_of(filled.record, {.is_short = true});
    CHECK(text.substr(text.find(R"("errata")")) ==
          R"("errata":5,"nanoseconds":9,"fs":{"dropped":[]},)"
          R"("net":{"dropped":["bind_tcp","connect_tcp"]},"scope":{"dropped":[]},)"
          R"("flags":{"dropped":[]},"gaps":[],)"
          R"("rulesApplied":1,"rulesReduced":0,"rulesSkipped":0,)"
          R"("events":[{"level":"warning","code":3,"error":0}]})");
}

TEST_CASE("report json: a failed start, in words that stand elsewhere") {
    const DiagnosticView failures[] = {{Severity::error, "p.json:/abi", "what", {}, 2},
                                       {Severity::error, "", "else"}};
    const ReportOrigin origin = {.source = "p.json", .executable = "/bin/program"};
    const std::string text = failure_of(failures, origin);
    CHECK(text.starts_with(R"({"reportVersion":1,"state":"failed","version":"0.2.0","time":")"));
    CHECK(text.substr(text.find(R"("pid")")) ==
          R"("pid":)" + std::to_string(getpid()) +
              R"(,"executable":"/bin/program","source":"p.json",)" + support_of_this_kernel() +
              R"(,"errors":[{"where":"p.json:/abi","text":"what","errno":2},)"
              R"({"where":"","text":"else","errno":0}]})");
}

TEST_CASE("report json: a short one of a failed start has the first error") {
    const DiagnosticView failures[] = {{Severity::error, "p.json:/abi", "what", {}, 2},
                                       {Severity::error, "", "else"}};
    const std::string text = failure_of(failures, {.is_short = true});
    CHECK(text.substr(text.find(R"("pid")")) ==
          R"("pid":)" + std::to_string(getpid()) + "," + support_of_this_kernel() +
              R"(,"errors":[{"where":"p.json:/abi","text":"what","errno":2}]})");
}
