// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

#include "landlock/access.hpp"

namespace landlock_preload {

inline constexpr AccessMask kMakeFiles =
    kChangesNames &
    ~rights_that(Change::removes_file, Change::removes_directory, Change::makes_directory);
inline constexpr AccessMask kMakeDirectories =
    rights_that(Change::makes_directory, Change::removes_directory);

// Whether a policy that handles these rights, and grants none of them, keeps what is in a directory
// from being exchanged: either nothing can be taken away, or nothing can be put there.
constexpr bool protects_names(AccessMask handled) {
    constexpr AccessMask kRemoves = rights_that(Change::removes_file, Change::removes_directory);
    constexpr AccessMask kMakes =
        rights_that(Change::makes_file, Change::makes_directory, Change::makes_link);
    return (handled & kRemoves) == kRemoves || (handled & kMakes) == kMakes;
}

inline constexpr const char* kNamesNote =
    "names are not protected: where its user may write, the program can exchange what the "
    "policy's paths lead to, and the policy itself; handle remove_file and remove_dir as well";

inline constexpr const char* kContentsNote =
    "the policy itself is not protected: where its user may write, the program can overwrite it; "
    "handle write_file, remove_file and remove_dir as well";

// A path without its last component: "" above what it names.
inline std::string_view parent_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos || path == "/") return {};
    return path.substr(0, slash == 0 ? 1 : slash);
}

// Whether the loader is below a path, as far as its name tells: /lib64, /usr/lib/x86_64-linux-gnu.
inline bool reaches_loader(std::string_view path) {
    if (path.find("/ld-") != std::string_view::npos || path == "/") return true;
    if (path.starts_with("/usr")) path.remove_prefix(4);
    if (path.empty()) return true;
    constexpr std::string_view kDirectories[] = {"/lib", "/lib32", "/lib64", "/libx32"};
    const std::size_t slash = path.find('/', 1);
    const std::string_view directory = path.substr(0, slash);
    if (std::find(std::begin(kDirectories), std::end(kDirectories), directory) ==
        std::end(kDirectories)) {
        return false;
    }
    return slash == std::string_view::npos ||
           (path.find('/', slash + 1) == std::string_view::npos &&
            path.find("-linux-", slash) != std::string_view::npos);
}

}  // namespace landlock_preload
