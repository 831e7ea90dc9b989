// SPDX-License-Identifier: MIT
//
// Many threads ask everything at once, under ThreadSanitizer, which compiles the interface and what
// is behind it anew. The record is one of a policy that is never enforced: reading is what is
// watched. With the argument "race", the threads first write to one variable, which has to be
// noticed.
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <latch>
#include <string_view>
#include <thread>
#include <vector>

#include "landlock/kernel.hpp"
#include "landlock_preload.h"
#include "policy/load.hpp"
#include "report/sealed.hpp"
#include "resolve/expand.hpp"
#include "sandbox/assess.hpp"
#include "sandbox/plan.hpp"
#include "sandbox/ruleset.hpp"

using namespace landlock_preload;

namespace {

constexpr const char* kPolicy =
    R"({"ruleset":[{"handledAccessFs":["read_file"]}],)"
    R"("pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/proc","/none"]}]})";
constexpr std::uint64_t kReadFile = 1U << 2U;

volatile int shared = 0;  // or clang leaves it out, as nobody reads it

void seal_some_record() {
    const ResolvedPolicy policy = expand_policy(load_policy(kPolicy).policy);
    const Plan plan = plan_enforcement(policy, query_abi());
    const Ruleset ruleset = build_ruleset(policy, plan, Locate::yes);
    const std::vector<Diagnostic> events = assess(policy, plan, ruleset, {}, false);
    // All of them want the program's name first.
    seal_record({policy, plan, ruleset, events, {.executable = "", .root = find_root_directory()}});
}

bool reads_rightly(const char* path, std::uint32_t answer) {
    landlock_preload_verdict verdict = {};
    verdict.size = sizeof(verdict);
    return landlock_preload_check_path(path, kReadFile, &verdict) == 0 && verdict.answer == answer;
}

// Threads that are short run one after another, and race with nobody.
std::latch all_are_there(4);
std::latch all_have_written(4);

void read_everything(bool race, bool& all_right) {
    char text[8192];
    all_are_there.arrive_and_wait();
    if (race) {
        shared = shared + 1;
        // Before anything is read: on a busy machine a thread has read everything before the next
        // one runs, and after so much clang 14 reports no race with it.
        all_have_written.arrive_and_wait();
    }
    for (int i = 0; i < 200; ++i) {
        landlock_preload_status status = {};
        status.size = sizeof(status);
        landlock_preload_rule rule = {};
        rule.size = sizeof(rule);
        landlock_preload_event event = {};
        event.size = sizeof(event);
        const bool is_right =
            landlock_preload_get_status(&status) == 0 &&
            status.state == LANDLOCK_PRELOAD_STATE_PARTIAL &&
            std::string_view(status.executable).ends_with("/concurrent_readers") &&
            landlock_preload_rule_count() == 3 && landlock_preload_get_rule(2, &rule) == 0 &&
            std::strcmp(rule.path, "/none") == 0 && landlock_preload_event_count() >= 2 &&
            landlock_preload_get_event(1, &event) == 0 &&
            landlock_preload_report(text, sizeof(text)) == std::strlen(text) &&
            reads_rightly("/usr/bin/env", LANDLOCK_PRELOAD_ANSWER_ALLOWED) &&
            reads_rightly("/etc/passwd", LANDLOCK_PRELOAD_ANSWER_DENIED) &&
            reads_rightly("/proc/self/exe/x", LANDLOCK_PRELOAD_ANSWER_UNKNOWN);
        if (!is_right) all_right = false;
    }
}

}  // namespace

int main(int count, char** arguments) {
    const bool race = count > 1 && std::strcmp(arguments[1], "race") == 0;
    seal_some_record();
    bool right[4] = {true, true, true, true};
    {
        std::vector<std::jthread> threads;
        for (bool& one : right) threads.emplace_back([race, &one] { read_everything(race, one); });
    }
    for (const bool one : right) {
        if (!one) return 1;
    }
    std::puts("all right");
    return 0;
}
