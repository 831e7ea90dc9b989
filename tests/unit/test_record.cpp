// SPDX-License-Identifier: MIT
//
// The record of an enforcement, and its line of JSON. What is requested, granted and dropped is
// worked out here from the table of ABIs alone.
#include <doctest/doctest.h>

#include <cerrno>
#include <memory>
#include <string>

#include "kernel_facts.hpp"
#include "report/record.hpp"
#include "report/report_json.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

using landlock_facts::Class;
using landlock_facts::kNewest;
using landlock_facts::known;

constexpr AccessMask kReadFile = 0x4;
constexpr AccessMask kReadDir = 0x8;
constexpr AccessMask kRefer = 0x2000;
constexpr AccessMask kTruncate = 0x4000;

// A start that never touches a kernel: paths are what the test says they are.
struct Start {
    ResolvedPolicy policy;
    Plan plan;
    Ruleset ruleset{UniqueFd(), RuleObjects(16), {}, {}, {}, {}};
    std::vector<Diagnostic> events;

    explicit Start(const AccessSet& handled) {
        policy.source = "p.json";
        policy.handled = handled;
    }
    explicit Start(AccessMask fs) : Start(AccessSet(AccessClass::fs, fs)) {}
    Start& path(const std::string& path, AccessMask allowed) {
        policy.paths.push_back(
            {path,
             allowed,
             {Section::path_beneath, 0, static_cast<std::uint32_t>(policy.paths.size())}});
        return *this;
    }
    void plan_for(int abi) { plan = plan_enforcement(policy, abi); }
    // What became of the next planned path.
    Start& object(ino_t inode, AccessMask granted, bool is_directory) {
        ruleset.outcomes.push_back({1, inode, granted, 0, is_directory});
        return *this;
    }
    Start& unusable(int code, bool is_optional) {
        ruleset.outcomes.push_back({0, 0, 0, code, false});
        if (!is_optional) ruleset.unusable.push_back({0, code});
        return *this;
    }
};

struct Filled {
    std::unique_ptr<char[]> memory;
    Record record;

    explicit Filled(const Start& start) {
        const RecordInput input{start.policy,
                                start.plan,
                                start.ruleset,
                                start.events,
                                {.executable = "/bin/program",
                                 .pid = 77,
                                 .errata = 5,
                                 .threads = 3,
                                 .layers = 2,
                                 .is_first = true,
                                 .nanoseconds = 9}};
        const std::size_t size = record_size(input);
        memory.reset(new char[size + 1]);
        memory[size] = '!';
        fill_record(input, memory.get(), record);
        CHECK(memory[size] == '!');
    }
};

std::string report_of(const Record& record) {
    std::string text;
    write_report(record, {[](void* target, std::string_view piece) {
                              static_cast<std::string*>(target)->append(piece);
                          },
                          &text});
    return text;
}

}  // namespace

TEST_CASE("record: at every ABI, enforced is what was requested and the kernel knows") {
    for (int abi = 1; abi <= kNewest; ++abi) {
        Start start(rights_of_kernel());
        start.policy.quiet[AccessClass::fs] = kReadFile;
        start.policy.log.new_exec = true;
        start.plan_for(abi);
        const Filled filled(start);
        const landlock_preload_status& status = filled.record.status;
        const auto enforced = [abi](Class of) {
            // Refer is denied by ABI 1 whatever is handled.
            return known(of, abi) | (abi == 1 && of == Class::fs ? kRefer : 0);
        };
        const std::uint64_t flags = (abi >= 7 ? 2U : 0U) | (abi >= 10 ? 0x100U : 0U);
        CAPTURE(abi);
#define CLASS(name, key)                                    \
    CHECK(status.name##_requested == known(Class::name));   \
    CHECK(status.name##_enforced == enforced(Class::name)); \
    CHECK(status.name##_dropped == (known(Class::name) & ~enforced(Class::name)));
#include "../lib/landlock_facts.inc"
        CHECK(status.flags_requested == 0x102);
        CHECK(status.flags_enforced == flags);
        CHECK(status.flags_dropped == (0x102 & ~flags));
        const bool is_whole = rights_of_kernel(abi) == rights_of_kernel() && flags == 0x102;
        CHECK(status.state == (is_whole ? 3 : 2));
        CHECK(status.abi == static_cast<std::uint32_t>(abi));
        CHECK(status.abi_used == static_cast<std::uint32_t>(abi));
    }
}

TEST_CASE("record: a kernel newer than the library is used as far as the library goes") {
    Start start(rights_of_kernel());
    start.plan_for(kNewest + 1);
    const Filled filled(start);
    CHECK(filled.record.status.abi == kNewest + 1);
    CHECK(filled.record.status.abi_used == kNewest);
    CHECK(filled.record.status.state == 3);
}

TEST_CASE("record: a rule keeps what was dropped, and by what") {
    Start start(kReadFile | kReadDir | kTruncate);
    start.path("/d", kReadFile | kReadDir | kTruncate).path("/f", kReadFile | kReadDir);
    start.path("/t", kTruncate).path("/gone", kReadFile).path("/may", kReadFile);
    start.plan_for(2);  // knows no truncate, so /t is not planned
    REQUIRE(start.plan.paths.size() == 4);
    start.object(11, kReadFile | kReadDir, true).object(12, kReadFile, false);
    start.unusable(EACCES, false).unusable(ENOENT, true);
    const Filled filled(start);
    const Record& record = filled.record;
    REQUIRE(record.path_count == 5);
    const PathRecord* rules = record.paths;
    CHECK(rules[0].granted == (kReadFile | kReadDir));
    CHECK(dropped_by_kernel(record, rules[0]) == kTruncate);
    CHECK(dropped_by_type(record, rules[0]) == 0);
    CHECK(rules[1].granted == kReadFile);
    CHECK(dropped_by_type(record, rules[1]) == kReadDir);
    CHECK(dropped_by_kernel(record, rules[1]) == 0);
    CHECK(rules[2].granted == 0);
    CHECK(dropped_by_kernel(record, rules[2]) == kTruncate);
    CHECK(rules[2].code == 0);
    CHECK(rules[3].code == EACCES);
    CHECK(rules[4].code == ENOENT);
    CHECK(std::string(rules[4].path) == "/may");
    CHECK(record.status.rules_applied == 2);
    CHECK(record.status.rules_reduced == 2);
    CHECK(record.status.rules_skipped == 3);
    CHECK(record.status.state == LANDLOCK_PRELOAD_STATE_PARTIAL);
}

TEST_CASE("record: what is optional and missing, or no directory, leaves nothing to be desired") {
    Start start(kReadFile | kReadDir);
    start.path("/f", kReadFile | kReadDir).path("/may", kReadFile);
    start.plan_for(11);
    start.object(12, kReadFile, false).unusable(ENOENT, true);
    CHECK(Filled(start).record.status.state == LANDLOCK_PRELOAD_STATE_ENFORCED);
}

TEST_CASE("record: ABI 1 can grant refer to nobody") {
    Start start(kReadFile | kRefer);
    start.path("/d", kReadFile | kRefer);
    start.plan_for(1);
    start.object(11, kReadFile, true);
    const Filled filled(start);
    CHECK(filled.record.status.fs_enforced == (kReadFile | kRefer));
    CHECK(dropped_by_kernel(filled.record, filled.record.paths[0]) == kRefer);
    CHECK(filled.record.status.state == LANDLOCK_PRELOAD_STATE_PARTIAL);
}

TEST_CASE("record: as one line of JSON") {
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
        R"({"reportVersion":1,"state":"enforced","version":"0.1.0","pid":77,)"
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

TEST_CASE("record: nothing was done") {
    const Record record = {};
    CHECK(report_of(record).starts_with(R"({"reportVersion":1,"state":"inactive",)"));
}

TEST_CASE("record: a failed start, in words that stand elsewhere") {
    const DiagnosticView failures[] = {{Severity::error, "p.json:/abi", "what", {}, 2},
                                       {Severity::error, "", "else"}};
    std::string text;
    write_failure(failures, {[](void* target, std::string_view piece) {
                                 static_cast<std::string*>(target)->append(piece);
                             },
                             &text});
    CHECK(text == R"({"reportVersion":1,"state":"failed","version":"0.1.0","pid":)" +
                      std::to_string(getpid()) +
                      R"(,"errors":[{"where":"p.json:/abi","text":"what","errno":2},)"
                      R"({"where":"","text":"else","errno":0}]})");
}
