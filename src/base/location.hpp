// SPDX-License-Identifier: MIT
//
// Where in a policy something was written, as long as it is a number a part; and the one way in
// which that becomes text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace landlock_preload {

// The keys at the root of a policy.
enum class Section : std::uint8_t {
    path_beneath,
    net_port,
    preset,
    ruleset,
    variable,
    include,
    abi,
    log,
};

inline constexpr std::uint32_t kNoIndex = UINT32_MAX;

struct Location {
    Section section = Section::path_beneath;
    std::uint32_t index = kNoIndex;  // of the entry in its section
    std::uint32_t item = kNoIndex;   // of the path, port or value in that entry
    std::uint32_t file = 0;          // 0: the policy itself, N: the Nth included file

    bool operator==(const Location&) const = default;
};

// The room that struct landlock_preload_rule has; the longest pointer fits.
using Pointer = char[48];

// "/pathBeneath/2/parent/0", a JSON Pointer. Allocates nothing.
void write_pointer(const Location& location, Pointer& pointer);

// "FILE:/pathBeneath/2/parent/0".
std::string text_of(std::string_view file, const Location& location);

}  // namespace landlock_preload
