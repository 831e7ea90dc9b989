// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"

namespace landlock_preload {

// SOURCE:LINE:COLUMN of the byte at OFFSET, both from 1, the column in bytes.
[[gnu::cold]] std::string syntax_location(const std::string& source, std::string_view text,
                                          std::size_t offset);

// Refuses what a JSON parser silently lets pass: NUL bytes (it would stop there) and a byte order
// mark (it would skip it). Throws Diagnostics.
void check_bytes(const std::string& source, std::string_view text);

// What is wrong with TEXT, whose parse stopped at the byte at OFFSET (its size: at its end).
// `complete`: the policy had ended before that.
[[gnu::cold]] Diagnostic describe_syntax_error(const std::string& source, std::string_view text,
                                               std::size_t offset, bool complete);

}  // namespace landlock_preload
