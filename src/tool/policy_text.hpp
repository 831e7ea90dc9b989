// SPDX-License-Identifier: MIT
//
// Additions to the text of a policy, in which everything else stays as it was written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace landlock_preload {

// TEXT, a good policy, with ITEMS, each of which is JSON, at the end of the array NAME of its root,
// or in a new one at the end of it.
std::string add_to_array(std::string text, std::string_view name,
                         const std::vector<std::string>& items);

}  // namespace landlock_preload
