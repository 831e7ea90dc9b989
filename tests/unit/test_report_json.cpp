// SPDX-License-Identifier: MIT
//
// A record as a line of JSON.
#include "report/report_json.hpp"

#include <unistd.h>

#include "filled_record.hpp"

using namespace landlock_preload;

namespace {

std::string report_of(const Record& record) {
    std::string text;
    write_report(record, {[](void* target, std::string_view piece) {
                              static_cast<std::string*>(target)->append(piece);
                          },
                          &text});
    return text;
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

TEST_CASE("report json: a failed start, in words that stand elsewhere") {
    const DiagnosticView failures[] = {{Severity::error, "p.json:/abi", "what", {}, 2},
                                       {Severity::error, "", "else"}};
    std::string text;
    write_failure(failures, {[](void* target, std::string_view piece) {
                                 static_cast<std::string*>(target)->append(piece);
                             },
                             &text});
    CHECK(text == R"({"reportVersion":1,"state":"failed","version":"0.2.0","pid":)" +
                      std::to_string(getpid()) +
                      R"(,"errors":[{"where":"p.json:/abi","text":"what","errno":2},)"
                      R"({"where":"","text":"else","errno":0}]})");
}
