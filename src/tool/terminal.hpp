// SPDX-License-Identifier: MIT
//
// How the tool speaks: the library's lines, in colour on a terminal unless NO_COLOR is set.
#pragma once

#include <string>

#include "base/diagnostic.hpp"

namespace landlock_preload {

inline constexpr int kYes = 0;
inline constexpr int kNo = 1;
inline constexpr int kUsage = 2;
inline constexpr int kUnknown = 3;  // of `query`

// "landlock-policy: KIND: WHERE: WHAT" on standard error.
void print_error(const std::string& where, const std::string& what);
void print_warning(const std::string& where, const std::string& what);
void print_note(const std::string& where, const std::string& what);
void print_errors(const Diagnostics& errors);

// What to say of the path of a file that is not there and holds what a shell would expand; or
// nothing.
std::string hint_for_argument(const std::string& path);

}  // namespace landlock_preload
