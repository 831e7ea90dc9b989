// SPDX-License-Identifier: MIT
//
// Patterns of paths: *, ? and [...], as of glob(7); a backslash takes any character literally.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace landlock_preload {

// What is wrong with a pattern, or nothing: ** and braces, which mean more elsewhere.
std::string check_glob(std::string_view pattern);

// The paths that a pattern matches now, sorted by bytes; one too many if there are more than MOST.
// What cannot be looked at does not match, unless it is us who lack the means to look. WHERE is the
// pattern's location. CODE becomes the errno of what could not be looked at, if there was any.
// Throws Diagnostics, std::bad_alloc.
std::vector<std::string> match_glob(const std::string& pattern, const std::string& where,
                                    std::size_t most, int* code = nullptr);

// Whether a name, as a whole, matches a pattern without "/". A period at its start is matched by a
// period alone.
bool matches_glob(std::string_view pattern, std::string_view name);

// TEXT as a pattern that matches it alone.
std::string escape_glob(const std::string& text);

}  // namespace landlock_preload
