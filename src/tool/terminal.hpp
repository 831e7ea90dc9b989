// SPDX-License-Identifier: MIT
//
// How the tool speaks: the library's lines, in colour on a terminal unless NO_COLOR is set.
#pragma once

#include <string>
#include <string_view>

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

// Says what is wrong with the command line, if anything particular, and how it is written. Returns
// kUsage.
int refuse_usage(const std::string& what, std::string_view usage);

// What to say of the path of a file that is not there and holds what a shell would expand; or
// nothing.
std::string hint_for_argument(const std::string& path);

// The options among the arguments of a verb: those that begin with "-", but for "-" itself.
inline bool is_option(std::string_view argument) {
    return argument.starts_with('-') && argument.size() > 1;
}

}  // namespace landlock_preload
