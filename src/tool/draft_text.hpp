// SPDX-License-Identifier: MIT
//
// A draft as the JSON of a policy, for people to read and to go on with.
#pragma once

#include <string>

#include "observe/synthesis.hpp"

namespace landlock_preload {

// ABI: what groups mean. Paths that are not UTF-8, which JSON cannot hold, are left out.
std::string write_draft(const Draft& draft, const Learned& learned, int abi);

}  // namespace landlock_preload
