// SPDX-License-Identifier: MIT
//
// A preset says more than the paths it stands for, and grants more; so it is taken where the
// program has shown that it is of the kind that the preset is for. The preset of programs (exec)
// never is: which ones a program starts is what a policy is there to say.
#include <algorithm>

#include "base/text.hpp"
#include "observe/synthesis_steps.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kExecute = fs_access("execute");

bool is_loader(std::string_view path) {
    const std::string_view name = base_name(path);
    return name.starts_with("ld-linux") || name.starts_with("ld-musl") ||
           name.starts_with("ld64.so") || name.starts_with("ld.so");
}

}  // namespace

const std::vector<PresetRow>& Synthesis::rows_of(const std::string& name) {
    const auto known = rows_.find(name);
    return known != rows_.end() ? known->second : rows_[name] = machine_.preset(name);
}

bool Synthesis::is_covered(const std::string& name, const std::string& path, AccessMask rights) {
    for (const PresetRow& row : rows_of(name)) {
        if (is_within(path, row.path)) rights &= ~row.rights;
    }
    return rights == 0;
}

void Synthesis::consider_preset(const std::string& name, std::size_t fewest) {
    std::size_t hits = 0;
    for (const auto& need : needs_) {
        const auto is_covered_by = [&](const std::string& preset) {
            return is_covered(preset, need.first, need.second.rights);
        };
        const bool is_known = std::ranges::any_of(draft_.presets, is_covered_by);
        if (!is_known && is_covered_by(name)) ++hits;
    }
    if (hits >= fewest) draft_.presets.push_back(name);
}

// Whether PATH has another name elsewhere, by a variable, so that it is not for being below /tmp
// that the program used it.
bool Synthesis::is_of_user(const std::string& path) const {
    return std::ranges::any_of(
        std::initializer_list<std::string>{learned_.working_directory, learned_.home},
        [&](const std::string& root) {
            return !root.empty() && !landmarks_.is_shared(root) && is_within(path, root);
        });
}

void Synthesis::choose_presets() {
    constexpr std::uint16_t kNameService = 53;
    const bool runs_programs = std::ranges::any_of(needs_, [](const auto& entry) {
        return (entry.second.rights & kExecute) != 0 && is_loader(entry.first);
    });
    if (runs_programs) draft_.presets.emplace_back("loader");
    consider_preset("devices", 1);
    for (const char* name : {"locale", "users", "tls"}) consider_preset(name, 2);
    if (learned_.ports.contains(kNameService)) consider_preset("dns", 1);
    const bool uses_terminals = std::ranges::any_of(needs_, [](const auto& entry) {
        return entry.first == "/dev/tty" || is_within(entry.first, "/dev/pts") ||
               entry.first == "/dev/ptmx";
    });
    if (uses_terminals) draft_.presets.emplace_back("tty");
    const bool makes_temporary = std::ranges::any_of(needs_, [](const auto& entry) {
        return (entry.first == "/tmp" || entry.first == "/var/tmp") &&
               (entry.second.rights & kMakes) != 0;
    });
    if (makes_temporary) draft_.presets.emplace_back("tmp");
    std::erase_if(needs_, [&](const auto& entry) {
        return std::ranges::any_of(draft_.presets, [&](const std::string& name) {
            return (name != "tmp" || !is_of_user(entry.first)) &&
                   is_covered(name, entry.first, entry.second.rights);
        });
    });
    std::ranges::sort(draft_.presets);
}

}  // namespace landlock_preload
