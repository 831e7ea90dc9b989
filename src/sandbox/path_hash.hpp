// SPDX-License-Identifier: MIT
//
// Paths by the hashes of their components, each of which includes all that is before it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace landlock_preload {

constexpr std::uint64_t kEmptyHash = 0xcbf29ce484222325;  // FNV-1a
constexpr std::uint64_t add_to_hash(std::uint64_t hash, std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

// Takes the first component of PATH into the hash of what is before it.
inline std::uint64_t add_component(std::uint64_t hash, std::string_view& path) {
    const std::string_view component = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(component.size() + 1, path.size()));
    if (component.empty() || component == ".") return hash;
    return add_to_hash(add_to_hash(hash, "/"), component);
}

}  // namespace landlock_preload
