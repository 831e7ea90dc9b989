// SPDX-License-Identifier: MIT
#pragma once

#include "landlock/access.hpp"

namespace landlock_preload {

inline constexpr AccessMask kMakeFiles =
    fs_access("make_reg", "make_sym", "make_sock", "make_fifo", "make_char", "make_block");
inline constexpr AccessMask kMakeDirectories = fs_access("make_dir", "remove_dir");

// Whether a policy that handles these rights, and grants none of them, keeps what is in a directory
// from being exchanged: either nothing can be taken away, or nothing can be put there.
constexpr bool protects_names(AccessMask handled) {
    constexpr AccessMask kRemoves = fs_access("remove_file", "remove_dir");
    constexpr AccessMask kMakes = fs_access("make_reg", "make_dir", "make_sym");
    return (handled & kRemoves) == kRemoves || (handled & kMakes) == kMakes;
}

inline constexpr const char* kNamesNote =
    "names are not protected: where its user may write, the program can exchange what the "
    "policy's paths lead to, and the policy itself; handle remove_file and remove_dir as well";

}  // namespace landlock_preload
