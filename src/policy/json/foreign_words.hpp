// SPDX-License-Identifier: MIT
//
// Words for rights, presets and keys that other sandboxes, programs and people use.
#pragma once

#include <string>
#include <string_view>

#include "landlock/access.hpp"
#include "policy/json/grammar.hpp"

namespace landlock_preload {

// NAME as this format spells such words: "ReadFile", "READ-FILE" and "fs::ReadFile" are
// "read_file".
std::string normal_word(std::string_view name);

// What to write in place of these, as a hint; or nothing.
std::string hint_for_access(AccessClass access_class, std::string_view name);
std::string hint_for_preset(std::string_view name);
std::string hint_for_key(ObjectNode owner, std::string_view name);

// Why no key of this NAME can be; or nothing.
[[gnu::cold]] std::string_view describe_impossible_key(std::string_view name);

}  // namespace landlock_preload
