// SPDX-License-Identifier: MIT
//
// For tests that make rulesets: they restrict nothing, but a kernel without Landlock has none.
#pragma once

#include <doctest/doctest.h>

#include "error.hpp"
#include "sandbox/kernel.hpp"

namespace landlock_preload {

// The kernel's ABI, or 0, with a word about it, where there is none to test against.
inline int kernel_abi() {
    try {
        return query_abi();
    } catch (const Errors& errors) {
        MESSAGE("skipped: " << errors.list[0].what);
        return 0;
    }
}

}  // namespace landlock_preload
