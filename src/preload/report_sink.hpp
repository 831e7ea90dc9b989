// SPDX-License-Identifier: MIT
#pragma once

#include "base/unique_fd.hpp"
#include "preload/die.hpp"
#include "preload/environment.hpp"
#include "report/record.hpp"

namespace landlock_preload {

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

    // Writes the record there as one line. Throws Diagnostics.
    void send(const Record& record) const;

    // Reports nothing there, and takes back the file that opening has made, if it has: it was found
    // to be a policy.
    void abandon();

  private:
    UniqueFd file_;
    const char* made_ = nullptr;  // the path of a file that was not there
};

}  // namespace landlock_preload
