// SPDX-License-Identifier: MIT
#pragma once

#include "preload/environment.hpp"

namespace landlock_preload {

enum class LogLevel : unsigned char { error, warning, info };

struct Settings {
    bool strict = false;
    LogLevel log = LogLevel::warning;
    bool replace_threads = false;
};

// Throws Diagnostics when one is set twice with different values, and for values that are
// not in the policy reference.
Settings read_settings(const Requests& requests);

}  // namespace landlock_preload
