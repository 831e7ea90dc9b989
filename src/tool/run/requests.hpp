// SPDX-License-Identifier: MIT
//
// What the command line asks of the launcher, as the variables in which it asks the library.
#pragma once

#include <string>

#include "preload/report_sink.hpp"
#include "tool/command_line.hpp"
#include "tool/run/environment_copy.hpp"

namespace landlock_preload {

// Sets them in ENVIRONMENT. Throws Diagnostics.
void state_requests(const CommandLine& line, EnvironmentCopy& environment);

// OTHER: what LANDLOCK_POLICY was. Whoever preloads the library into the launcher, which is static
// and takes none, has a sandbox in mind that is not there. Throws Diagnostics.
void refuse_other_policy(const std::string& other, const CommandLine& line);

// Whether the file at PATH is the one that SINK would append to.
bool is_report(const ReportSink& sink, const std::string& path);

}  // namespace landlock_preload
