// SPDX-License-Identifier: MIT
//
// What to say of a word that a policy should not hold: why it is wrong, and what was meant.
#pragma once

#include <string>
#include <string_view>

#include "landlock/access.hpp"
#include "policy/json/grammar.hpp"
#include "policy/json/value.hpp"

namespace landlock_preload {

// "fs right", "net right" or "scope".
std::string class_name(AccessClass access_class);

// NAME is no key of the object at OWNER.
std::string describe_unknown_key(Place owner, std::string_view name);

// NAME is neither a right of this class nor one of its groups.
std::string describe_unknown_access(AccessClass access_class, std::string_view name);

// What to write in place of VALUE, which is no port: "8000-8080", [8000, 8080], "80", "${port}",
// "http"; as a hint, or nothing.
const char* port_hint(const Value& value);

}  // namespace landlock_preload
