// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "base/diagnostic.hpp"
#include "preload/loading.hpp"

namespace landlock_preload {

// Puts at the front of WARNINGS what is wrong with how the loader brought this library, in order
// and in number; an error where STRICT.
void assess_loading(const Loading& loading, bool strict, std::vector<Diagnostic>& warnings);

}  // namespace landlock_preload
