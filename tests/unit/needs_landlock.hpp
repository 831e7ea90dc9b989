// SPDX-License-Identifier: MIT
//
// For tests that need the kernel's Landlock. It is asked by a system call of our own, not by the
// code under test.
#pragma once

#include <doctest/doctest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace landlock_preload {

// landlock_create_ruleset(2): the ABI, or -1.
inline long ask_for_abi() {
    return syscall(444, nullptr, std::size_t{0}, std::uint32_t{1});
}

// Why there is no Landlock here; empty where there is.
inline std::string why_no_landlock() {
    if (ask_for_abi() > 0) return "";
    switch (errno) {
        case EOPNOTSUPP:
            return "Landlock is not among the security modules that this kernel was booted with";
        case ENOSYS:
            return "the landlock system calls are answered ENOSYS here";
        case EPERM:
            return "the landlock system calls are answered EPERM here";
        default:
            return std::string("the landlock system calls are answered ") + std::strerror(errno) +
                   " here";
    }
}

// The kernel's ABI, or 0, with a word about it, where there is none to test against.
inline int kernel_abi() {
    const std::string why = why_no_landlock();
    if (why.empty()) return static_cast<int>(ask_for_abi());
    MESSAGE("skipped: " << why);
    return 0;
}

}  // namespace landlock_preload
