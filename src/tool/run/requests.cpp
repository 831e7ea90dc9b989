// SPDX-License-Identifier: MIT
#include "tool/run/requests.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "tool/run/preload.hpp"

namespace landlock_preload {
namespace {

// The value of LANDLOCK_REPORT that an argument means, which may begin with "?".
std::string report_request(const std::string& value) {
    const std::string effort = value.starts_with('?') ? "?" : "";
    const std::string argument = value.substr(effort.size());
    const bool is_number = argument.find_first_not_of("0123456789") == std::string::npos;
    if (is_number && parse_descriptor("fd:" + argument) <= STDERR_FILENO) {
        fail("",
             "--report " + quote(argument) + " is no descriptor from 3 up; write one, or stderr");
    }
    if (is_number) return effort + "fd:" + argument;
    const bool is_path = !argument.starts_with("fd:") && argument != "stderr";
    return effort + (is_path ? absolute_path(argument) : argument);
}

}  // namespace

void state_requests(const CommandLine& line, EnvironmentCopy& environment) {
    if (line.has("--strict")) environment.set("LANDLOCK_STRICT", "1");
    if (line.has("--report")) {
        environment.set("LANDLOCK_REPORT", report_request(line.value("--report")));
    }
    environment.set("LANDLOCK_POLICY", line.operands.front());
}

void refuse_other_policy(const std::string& other, const CommandLine& line) {
    if (other.empty() || other == line.operands.front()) return;
    fail("",
         "LANDLOCK_POLICY is set as well, and not to POLICY; unset it, or have it confine the "
         "launcher by putting env behind it");
}

bool is_report(const ReportSink& sink, const std::string& path) {
    struct stat report = {};
    struct stat other = {};
    return sink.is_open() && fstat(sink.descriptor(), &report) == 0 &&
           stat(path.c_str(), &other) == 0 && report.st_dev == other.st_dev &&
           report.st_ino == other.st_ino;
}

}  // namespace landlock_preload
