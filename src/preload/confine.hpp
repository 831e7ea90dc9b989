// SPDX-License-Identifier: MIT
#pragma once

#include "preload/environment.hpp"
#include "preload/loading.hpp"
#include "preload/report_sink.hpp"

namespace landlock_preload {

// Confines this process by the policy that REQUESTS names, or throws: Diagnostics, std::bad_alloc.
void confine(const Requests& requests, const ReportSink& sink, char** envp, const Loading& loading);

}  // namespace landlock_preload
