// SPDX-License-Identifier: MIT
#pragma once

#include "preload/environment.hpp"
#include "preload/loading.hpp"

namespace landlock_preload {

// A start without a policy: ends the process where a sandbox was meant, and returns otherwise.
[[gnu::cold]] void refuse_if_asked_for(const Requests& requests, char** envp,
                                       const Loading& loading);

// A start with privileges that differ from the caller's: ends the process where the program was
// made to need this library. Where the whole machine has it, takes the requests out of ENVP, for
// nobody to inherit, and returns.
[[gnu::cold]] void leave_secure_process(const Loading& loading, char** envp);

// Ends the process where nothing says whether privileges differ; the arguments as for
// find_auxiliary_vector().
void require_auxiliary_vector(int argc, char** argv);

}  // namespace landlock_preload
