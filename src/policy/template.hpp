// SPDX-License-Identifier: MIT
//
// Path templates: `${name}` is a variable, `$$` is `$`, any other `$` stands for itself.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace landlock_preload {

inline constexpr std::size_t kMaxPathLength = 4095;  // bytes; PATH_MAX counts the final NUL

// True for [A-Za-z][A-Za-z0-9_]*.
bool is_variable_name(std::string_view name);

// A template, piece by piece: text to be taken as it is, or the name of a variable.
struct TemplatePiece {
    std::string_view text;
    bool is_variable;
};

// Takes the next piece off the front of REST, which must not be empty and must have passed
// check_template().
TemplatePiece next_piece(std::string_view& rest);

// What is wrong with a path template, or nothing. Speaks of form only: any name may be used.
std::string check_template(std::string_view text);

// What is wrong with a path that does not come from the policy, or nothing: it must be absolute
// and without `.` and `..`.
std::string check_untrusted_path(std::string_view path);

// The components of a path, so that /a, /a/ and //a/. are one; ".." and a leading "." stay.
std::string component_form(std::string_view path);

// The paths in a value that does not come from the policy.
struct UntrustedPaths {
    std::vector<std::string> items;
    std::string problem;          // what is wrong with the offending value; or nothing
    std::string offending_value;  // an item, or the whole value
};

// Splits a value, and leaves empty items out; without a separator it is one item.
UntrustedPaths split_untrusted_paths(std::string_view value, std::string_view separator);

}  // namespace landlock_preload
