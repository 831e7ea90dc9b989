// SPDX-License-Identifier: MIT
//
// Expectations: the table of per-ABI masks in the kernel's headers and documentation, written out.
#include <doctest/doctest.h>

#include "policy/access.hpp"

using namespace landlock_preload;

TEST_CASE("access: what every ABI knows") {
    struct Row {
        int abi;
        AccessMask fs, net, scope;
    };
    constexpr Row kRows[] = {
        {1, 0x1fff, 0, 0},        {2, 0x3fff, 0, 0},        {3, 0x7fff, 0, 0},
        {4, 0x7fff, 0x3, 0},      {5, 0xffff, 0x3, 0},      {6, 0xffff, 0x3, 0x3},
        {7, 0xffff, 0x3, 0x3},    {8, 0xffff, 0x3, 0x3},    {9, 0x1ffff, 0x3, 0x3},
        {10, 0x1ffff, 0xf, 0x3},  {11, 0x1ffff, 0xf, 0x3},
    };
    for (const Row& row : kRows) {
        CAPTURE(row.abi);
        CHECK(known_access(AccessClass::fs, row.abi) == row.fs);
        CHECK(known_access(AccessClass::net, row.abi) == row.net);
        CHECK(known_access(AccessClass::scope, row.abi) == row.scope);
    }
}
