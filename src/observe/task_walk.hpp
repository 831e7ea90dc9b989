// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "query/path_lookup.hpp"

namespace landlock_preload {

// "/proc/N/..." is of process N; 0: of none.
pid_t process_of_path(const std::string& path);

// Looks PATH up component by component, as TASK would: from its root ROOT, and from BASE where it
// is relative. Not open: the error says why. Whose links of /proc were followed is added to
// PROCESSES.
UniqueFd walk_as_task(pid_t task, const UniqueFd& root, UniqueFd base, const std::string& path,
                      Follow follow, std::vector<pid_t>& processes);

}  // namespace landlock_preload
