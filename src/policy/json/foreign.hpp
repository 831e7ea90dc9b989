// SPDX-License-Identifier: MIT
//
// What people bring from elsewhere: other formats than JSON, what shells and other sandboxes expand
// in a path, values of one variable in another. None of it is guessed at: it is refused as ever,
// and the message names it.
#pragma once

#include <string>
#include <string_view>

namespace landlock_preload {

// What TEXT is instead of a policy, as far as its beginning tells: "YAML", "gzip data"; or nothing.
[[gnu::cold]] std::string_view name_format(std::string_view text);

// Why TEXT is no JSON, in one clause, where name_format() knows it; or nothing.
[[gnu::cold]] std::string describe_format(std::string_view text);

// What TEXT holds at its beginning that something else would expand or act on, and a path does not:
// `~`, `$NAME`, `%h`, `@{HOME}`, `-/path`, `file://`, quotes. Says what to write instead; in a
// policy that is a variable. Nothing for a path that has none of it.
[[gnu::cold]] std::string describe_foreign_path(std::string_view text, bool in_policy);

// The same of a later component, as in "/home/$USER", of what is expanded in a policy's place.
[[gnu::cold]] std::string describe_foreign_component(std::string_view text);

// The name in WORD, as `v` in "$v", "${v}" or "@{v}"; nothing where it has none that a variable can
// have.
[[gnu::cold]] std::string_view bare_variable_name(std::string_view word);

// `declare it, as by {"name":"NAME","SOURCE":"NAME"}`, where SOURCE is "env" or "builtin".
[[gnu::cold]] std::string advise_declaration(std::string_view name, std::string_view source);

// Whether TEXT has several paths, as a list in a variable has, behind one of SEPARATORS.
[[gnu::cold]] bool has_list(std::string_view text, std::string_view separators);

// Whether TEXT has braces that a shell would expand, as `{a,b}`.
bool has_braces(std::string_view text);

// What to say of a path that is a pattern and not said to be one; or nothing.
std::string check_no_pattern(std::string_view path);

// For the path of a file that could not be opened: the above, and blanks at an end; as a hint.
[[gnu::cold]] std::string hint_for_path(std::string_view path);

// What the value of the variable NAME was probably meant for, as a hint; or nothing.
[[gnu::cold]] std::string hint_for_setting(std::string_view name, std::string_view value);

}  // namespace landlock_preload
