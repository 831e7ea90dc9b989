// SPDX-License-Identifier: MIT
//
// What Landlock can do beside rights, by the ABI that brought it.
#pragma once

#include <array>
#include <cstdint>

namespace landlock_preload {

enum class Feature : std::uint8_t { log_flags, all_threads, quiet, no_new_privs };

struct FeatureFacts {
    char title[24];
    std::uint8_t first_abi;
};

// By Feature.
inline constexpr std::array<FeatureFacts, 4> kFeatures = {{
    {"log flags", 7},
    {"all threads at once", 8},
    {"quiet rules", 10},
    {"no_new_privs by flag", 11},
}};
static_assert(static_cast<unsigned>(Feature::no_new_privs) + 1 == kFeatures.size());

// The flags of ABI 7: which denials the kernel logs.
struct LogFlags {
    bool same_exec = true;
    bool new_exec = false;
    bool subdomains = true;

    bool operator==(const LogFlags&) const = default;
};

constexpr bool has_feature(int abi, Feature feature) {
    return abi >= kFeatures[static_cast<unsigned>(feature)].first_abi;
}

}  // namespace landlock_preload
