// SPDX-License-Identifier: MIT
//
// What a start that went well prints on standard error. Nothing, where there is no warning and
// nobody asked by LANDLOCK_LOG=info.
#include "preload/speech.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "preload/die.hpp"
#include "sandbox/gaps.hpp"

namespace landlock_preload {
namespace {

std::string count(std::size_t number, const char* what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

std::string gap_names(std::uint32_t gaps) {
    std::string names;
    for (std::size_t bit = 0; bit < kGaps.size(); ++bit) {
        if ((gaps & (1U << bit)) == 0) continue;
        names += (names.empty() ? "; not covered: " : ", ") + std::string(kGaps[bit].name);
    }
    return names;
}

// How many of them grant something.
std::string count_path_rules(const Record& record) {
    const auto* end = record.paths + record.path_count;
    const auto applied = static_cast<std::size_t>(
        std::count_if(record.paths, end, [](const PathRecord& path) { return path.code == 0; }));
    if (applied == record.path_count) return count(applied, "path rule");
    return std::to_string(applied) + " of " + count(record.path_count, "path rule");
}

std::string summary(const Record& record) {
    const landlock_preload_status& status = record.status;
    return "confined " + std::string(status.executable) + " (process " +
           std::to_string(status.pid) + "): Landlock ABI " + std::to_string(status.abi) + ", " +
           count_path_rules(record) + ", " + count(record.port_count, "port rule") +
           gap_names(status.gaps);
}

bool is_about_rights(const Diagnostic& event) {
    return event.event == LANDLOCK_PRELOAD_EVENT_RIGHTS_DROPPED;
}

// All warnings but that about rights, as one.
Diagnostic join_others(const std::vector<Diagnostic>& events) {
    Diagnostic joined = {Severity::warning, "", ""};
    for (const Diagnostic& event : events) {
        if (event.severity != Severity::warning || is_about_rights(event)) continue;
        if (joined.what.empty()) {
            joined.location = event.location;
            joined.what = event.what;
        } else {
            joined.what += "; " + event.what;
        }
    }
    return joined;
}

void print(const Diagnostic& event) {
    print_line(event.severity, event.location, event.what);
}

}  // namespace

void speak(const std::vector<Diagnostic>& events, const Record& record, LogLevel level) {
    if (level == LogLevel::error) return;
    // What needs memory comes first: where there is none, the error is the only line.
    const Diagnostic others = join_others(events);
    const std::string done = level == LogLevel::info ? summary(record) : std::string();
    for (const Diagnostic& event : events) {
        if (event.severity == Severity::warning && is_about_rights(event)) print(event);
    }
    if (!others.what.empty()) print(others);
    if (level != LogLevel::info) return;
    for (const Diagnostic& event : events) {
        if (event.severity == Severity::note) print(event);
    }
    print_line(Severity::note, record.status.source, done);
}

}  // namespace landlock_preload
