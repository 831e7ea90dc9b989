// SPDX-License-Identifier: MIT
//
// Named grants for what most programs need of a system: one table. All of a preset's paths are
// optional, and nothing of it adds to what a policy handles.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "landlock/access.hpp"
#include "policy/json/spelling.hpp"

namespace landlock_preload {

enum class GrantKind : std::uint8_t {
    path,
    glob,
    file_glob,        // what matches and is a regular file
    port,             // `path` is empty
    tmpdir,           // the directory that $TMPDIR names
    linked_programs,  // what links in the preset's directories lead to, outside of these
    standard_streams  // the objects behind descriptors 0 to 2
};

struct PresetGrant {
    char preset[8] = "";
    GrantKind kind = GrantKind::path;
    char path[40] = "";
    AccessMask access = 0;
    std::uint16_t port = 0;
    // A file that administrators and their tools replace: the rule is on the one that was there at
    // the start, so a running program loses what the preset grants.
    bool is_replaced = false;
};

// The whole table, grouped by preset.
std::span<const PresetGrant> all_preset_grants();

bool is_preset(std::string_view name);

// Offers the names of all presets.
void consider_presets(Spelling& spelling);

}  // namespace landlock_preload
