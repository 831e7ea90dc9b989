// SPDX-License-Identifier: MIT
//
// Patterns of paths: *, ? and [...].
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace landlock_preload {

// The paths that a pattern matches now, sorted; one too many if there are more than MOST.
// What cannot be looked at does not match, unless it is us who lack the means to look. WHERE is the
// pattern's location. Throws Errors (resolve), std::bad_alloc.
std::vector<std::string> match_glob(const std::string& pattern, const std::string& where,
                                    std::size_t most);

// TEXT as a pattern that matches it alone.
std::string escape_glob(const std::string& text);

}  // namespace landlock_preload
