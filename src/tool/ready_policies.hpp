// SPDX-License-Identifier: MIT
#pragma once

namespace landlock_preload {

// From now on ready policies are those that belong to this tool, built or installed with it, as its
// library is.
void use_policies_of_this_tool();

}  // namespace landlock_preload
