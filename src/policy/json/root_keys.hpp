// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace landlock_preload {

// The keys of the root that decide what other values may be, wherever in the text they stand.
struct RootKeys {
    bool has_abi = false;
    bool has_version = false;  // "preloadVersion", whatever its value is
    bool is_extended = false;  // it is 1
};

// Looks for them in TEXT. What it finds in a text that is not JSON does not matter.
RootKeys find_root_keys(std::string_view text);

}  // namespace landlock_preload
