// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

namespace landlock_preload {

inline constexpr std::size_t kMaxPolicySize = std::size_t{1} << 20;  // bytes

enum class SourceKind : unsigned char { inline_text, descriptor, file };

// A policy's text, and where it came from.
struct Source {
    SourceKind kind;
    std::string name;  // the file's path as given, "LANDLOCK_POLICY" or "fd:N"
    std::string text;
};

// Reads the policy that the value of LANDLOCK_POLICY means: the text itself, a descriptor's
// content (the descriptor is closed afterwards), or a regular file's. Throws Errors (environment
// for a blank value, else load).
Source read_source(const char* value);

}  // namespace landlock_preload
