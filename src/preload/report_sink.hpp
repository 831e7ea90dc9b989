// SPDX-License-Identifier: MIT
#pragma once

#include "base/unique_fd.hpp"
#include "report/record.hpp"

namespace landlock_preload {

// Opens what the value of LANDLOCK_REPORT names: an inherited descriptor or a file to append to.
// Not open where VALUE is nullptr or empty. POLICY is the value of LANDLOCK_POLICY (nullptr: none),
// LIBRARY the path of this library: the report is none of these files. Throws Diagnostics.
UniqueFd open_report_channel(const char* value, const char* policy, const char* library);

// Takes back the file that opening the channel has made, if it has.
void remove_report_file();

// Writes the record there as one line. Throws Diagnostics.
void send_report(const UniqueFd& channel, const Record& record);

}  // namespace landlock_preload
