// SPDX-License-Identifier: MIT
#pragma once

namespace landlock_preload {

// Has this process lead a session of its own, which has no terminal, without becoming another
// process. Throws Diagnostics.
void start_new_session();

}  // namespace landlock_preload
