// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "policy/json/grammar.hpp"
#include "policy/policy.hpp"

namespace landlock_preload {

// Takes a value that must be one of a few words: compatibility, type, builtin, preset. Returns what
// is wrong with it, or nothing.
std::string store_choice(Policy& policy, Place place, const std::string& word);

}  // namespace landlock_preload
