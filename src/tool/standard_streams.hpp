// SPDX-License-Identifier: MIT
//
// What the tool writes, where the library would not. No iostream: that makes its locales before
// main() begins, also for `run`, which has nothing to say.
#pragma once

#include <string_view>

namespace landlock_preload {

// On standard output: when there is enough of it, on a terminal line by line.
void to_output(std::string_view text);

// Writes the rest. Whether everything could be written.
bool flush_output();

// On standard error, at once, and behind what was output before.
void to_error(std::string_view text);

// Whatever is opened from now on is none of them, also where one was closed. A program that is
// executed finds closed what was closed.
void occupy_closed_streams();

}  // namespace landlock_preload
