// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "base/unique_fd.hpp"
#include "preload/die.hpp"
#include "preload/environment.hpp"
#include "report/record.hpp"

namespace landlock_preload {

// What the launcher adds to a descriptor that it passes on as LANDLOCK_REPORT, since nobody else
// knows of its wall. As all that a report says, it detects accidents and proves nothing.
inline constexpr std::string_view kByLauncher = "+launcher";

// What LANDLOCK_REPORT names: an inherited descriptor, or a file to append to. While it is open,
// die() reports there as well.
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

    // Writes the record there as one line. Throws Diagnostics.
    [[gnu::cold]] void send(const Record& record) const;

    // Reports nothing there, and takes back the file that opening has made, if it has: it was found
    // to be a policy.
    [[gnu::cold]] void abandon();

  private:
    UniqueFd file_;
    const char* made_ = nullptr;  // the path of a file that was not there
    Walls launcher_wall_ = 0;
};

}  // namespace landlock_preload
