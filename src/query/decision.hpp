// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "landlock_preload.h"
#include "query/walk.hpp"
#include "report/record.hpp"

namespace landlock_preload {

// Would the layer of a record allow this? Fills all of VERDICT but its size. No allocation, no
// lock; what it opens it closes again; errno is not read.
// Returns why only the kernel can know an answer that is unknown; none where an errno says it.
[[gnu::cold]] Doubt decide_path(const Record& record, const char* path, AccessMask access,
                                landlock_preload_verdict& verdict);
[[gnu::cold]] void decide_port(const Record& record, std::uint16_t port, AccessMask access,
                               landlock_preload_verdict& verdict);

}  // namespace landlock_preload
