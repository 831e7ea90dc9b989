// SPDX-License-Identifier: MIT
#pragma once

namespace landlock_preload {

// Calls VISIT(DATA, fd) for every descriptor that is open, for some twice. False where not all
// could be found. No descriptor is polled, as that asks the driver or server behind it: some never
// answer, and others, as /proc/self/mountinfo, then forget what they had to say to the program.
bool visit_open_descriptors(void (*visit)(void* data, int fd), void* data);

}  // namespace landlock_preload
