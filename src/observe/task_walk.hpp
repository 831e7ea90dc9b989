// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <string>

#include "base/unique_fd.hpp"
#include "query/path_lookup.hpp"

namespace landlock_preload {

// Looks PATH up component by component, as TASK would: from its root ROOT, and from BASE where it
// is relative. Not open: the error says why.
UniqueFd walk_as_task(pid_t task, const UniqueFd& root, UniqueFd base, const std::string& path,
                      Follow follow);

}  // namespace landlock_preload
