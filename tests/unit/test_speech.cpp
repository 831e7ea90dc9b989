// SPDX-License-Identifier: MIT
//
// What a start prints. Standard error is a file for the time of a test.
#include "preload/speech.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "filled_record.hpp"

using namespace landlock_preload;

namespace {

std::string spoken(const std::vector<Diagnostic>& events, const Record& record, LogLevel level) {
    const TempFolder root;
    const std::string path = root.file("out");
    const int file = open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    const int before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    REQUIRE(dup2(file, STDERR_FILENO) == STDERR_FILENO);
    speak(events, record, level);
    dup2(before, STDERR_FILENO);
    close(before);
    close(file);
    return read_whole(path);
}

const std::vector<Diagnostic> kEvents = {
    {Severity::note, "p.json:/a", "a note", LANDLOCK_PRELOAD_EVENT_LOADER},
    {Severity::warning, "p.json", "one", LANDLOCK_PRELOAD_EVENT_TAMPERING},
    {Severity::warning, "p.json", "rights", LANDLOCK_PRELOAD_EVENT_RIGHTS_DROPPED},
    {Severity::warning, "", "two", LANDLOCK_PRELOAD_EVENT_NOT_FIRST}};

constexpr const char* kWarnings =
    "liblandlock_preload: warning: p.json: rights\n"
    "liblandlock_preload: warning: p.json: one; two\n";

}  // namespace

TEST_CASE("speech: a start without a warning is silent, and so is one that is told to be") {
    Start start(kReadFile);
    start.plan_for(1);
    const Filled filled(start);
    CHECK(spoken({}, filled.record, LogLevel::warning).empty());
    CHECK(spoken({kEvents[0]}, filled.record, LogLevel::warning).empty());
    CHECK(spoken(kEvents, filled.record, LogLevel::error).empty());
}

TEST_CASE("speech: what the kernel lacks is a line, and all other warnings are one") {
    Start start(kReadFile);
    start.plan_for(1);
    CHECK(spoken(kEvents, Filled(start).record, LogLevel::warning) == kWarnings);
}

TEST_CASE("speech: at level info, notes and what was done come after the warnings") {
    Start start(kReadFile);
    start.path("/d", kReadFile).path("/gone", kReadFile);
    start.plan_for(1);
    start.object(11, kReadFile, true).unusable(ENOENT, false);
    const std::string text = spoken(kEvents, Filled(start).record, LogLevel::info);
    CHECK(text.starts_with(std::string(kWarnings) +
                           "liblandlock_preload: note: p.json:/a: a note\n"
                           "liblandlock_preload: note: p.json: confined "));
    CHECK(text.ends_with(" (process 77): Landlock ABI 1, 1 of 2 path rules, 0 port rules\n"));
}
