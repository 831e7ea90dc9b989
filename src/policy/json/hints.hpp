// SPDX-License-Identifier: MIT
//
// What to say of a word that a policy should not hold: why it is wrong, and what was meant.
#pragma once

#include <string>
#include <string_view>

#include "landlock/access_set.hpp"
#include "policy/json/grammar.hpp"
#include "policy/json/value.hpp"

namespace landlock_preload {

// What is said of a key, or value, that only a policy with this marker may have.
inline constexpr const char* kNeedsVersion = "needs \"preloadVersion\": 1";

// The names of these keys: "A, B or C", where the last separator is " or ".
[[gnu::cold]] std::string key_names(KeySet keys, std::string_view last_separator);

// VALUE is not of the type that NODE asks for.
[[gnu::cold]] std::string wrong_type(Node node, const Value& value);

// NAME is no key of the object at OWNER.
[[gnu::cold]] std::string describe_unknown_key(ObjectNode owner, std::string_view name);

// NAME is neither a right of this class nor one of its groups.
[[gnu::cold]] std::string describe_unknown_access(AccessClass access_class, std::string_view name);

// What to write in place of VALUE, which is no port: "8000-8080", [8000, 8080], "80", "${port}",
// "http"; as a hint, or nothing.
[[gnu::cold]] const char* port_hint(const Value& value);

// Words for rights, presets and keys that other sandboxes, programs and people use: NAME as this
// format spells such words ("ReadFile", "READ-FILE" and "fs::ReadFile" are "read_file"), and what
// to write in place of one, as a hint; or nothing.
std::string normal_word(std::string_view name);
std::string hint_for_access(AccessClass access_class, std::string_view name);
std::string hint_for_preset(std::string_view name);
std::string hint_for_key(ObjectNode owner, std::string_view name);

// Why no key of this NAME can be; or nothing.
[[gnu::cold]] std::string_view describe_impossible_key(std::string_view name);

}  // namespace landlock_preload
