// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.hpp"
#include "preload/die.hpp"
#include "preload/environment.hpp"
#include "preload/settings.hpp"
#include "report/record.hpp"
#include "report/report_json.hpp"

namespace landlock_preload {

// What the launcher adds to a descriptor that it passes on as LANDLOCK_REPORT, since nobody else
// knows of its wall. As all that a report says, it detects accidents and proves nothing.
inline constexpr std::string_view kByLauncher = "+launcher";

// What LANDLOCK_REPORT names: an inherited descriptor, a file to append to, or a datagram socket.
// While it is open, die() reports there as well.
class ReportSink {
  public:
    ReportSink() = default;
    ReportSink(const ReportSink&) = delete;
    ReportSink& operator=(const ReportSink&) = delete;
    ReportSink(ReportSink&&) = delete;
    ReportSink& operator=(ReportSink&&) = delete;
    ~ReportSink() { report_failure_to(-1); }

    // Stays closed where nobody asked for a report. LIBRARY is the path of this library: the report
    // is neither that nor the policy. Throws Diagnostics.
    void open(const Requests& requests, const char* library);

    [[nodiscard]] bool is_open() const { return file_.is_open(); }
    [[nodiscard]] int descriptor() const { return file_.get(); }

    // That of the launcher, where it says that there is one; or none.
    [[nodiscard]] Walls launcher_wall() const { return launcher_wall_; }

    // Where it could not be opened and a start must not fail by that: adds a warning.
    void note_unopened(std::vector<Diagnostic>& events) const;

    // What a failed start was to run, where that is not this process's own program.
    void name_program(std::string executable);

    // The value of LANDLOCK_REPORT for the library that comes after the launcher.
    [[nodiscard]] std::string hand_over() const;

    // Writes the record there as one line. Throws Diagnostics; of best effort it prints a warning.
    [[gnu::cold]] void send(const Record& record, LogLevel level) const;

    // Reports nothing there, and takes back the file that opening has made, if it has: it was found
    // to be a policy.
    [[gnu::cold]] void abandon();

  private:
    void read_origin(const Requests& requests);

    UniqueFd file_;
    std::string label_;  // copies, since the environment changes
    std::string source_;
    std::string executable_;
    ReportOrigin origin_;
    Diagnostic unopened_;  // empty: it was opened
    bool is_best_effort_ = false;
    const char* made_ = nullptr;  // the path of a file that was not there
    Walls launcher_wall_ = 0;
};

}  // namespace landlock_preload
