// SPDX-License-Identifier: MIT
//
// How far a rule reaches. A file that was read stands for its neighbours where a convention says
// that they belong together, or where the program has used enough of them; but no rule grows to a
// directory that everybody shares, or that is, holds or lies in a place of secrets.
#include <algorithm>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "observe/synthesis_steps.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kExecute = fs_access("execute");
constexpr std::size_t kEnough = 3;

bool is_library(std::string_view path) {
    const std::string_view name = base_name(path);
    return name.ends_with(".so") || name.find(".so.") != std::string_view::npos ||
           path.find("/gconv/") != std::string_view::npos;
}

}  // namespace

void Synthesis::put(const std::string& path, const SeenPath& seen, AccessMask rights) {
    DraftRule& rule = draft_.rules[path];
    rule.rights |= rights;
    rule.is_directory = rule.is_directory || seen.is_directory;
    rule.is_made = to_make_.contains(path);
    rule.programs.insert(seen.programs.begin(), seen.programs.end());
}

// Each program is a file of its own; several of one package are its directory.
void Synthesis::place_programs() {
    Groups groups;
    for (const auto& [path, seen] : needs_) {
        if ((seen.rights & kExecute) != 0) groups[directory_of(path)].push_back(path);
    }
    for (const auto& [directory, programs] : groups) {
        const bool is_own = !landmarks_.is_shared(directory) &&
                            !landmarks_.touches_secrets(directory) &&
                            !is_within(directory, learned_.working_directory);
        for (const std::string& path : programs) {
            SeenPath seen = needs_[path];
            const bool is_gathered = is_own && programs.size() >= kEnough;
            if (is_gathered) seen.is_directory = true;
            put(is_gathered ? directory : path, seen, seen.rights);
        }
    }
}

void Synthesis::place_written() {
    Groups caches;
    for (const auto& [path, seen] : needs_) {
        const bool is_placed = (seen.rights & kExecute) != 0 || (seen.rights & ~kReads) == 0;
        if (is_placed) continue;
        const std::string cache = landmarks_.cache_of(path);
        if (cache.empty() || !machine_.is_directory(cache)) {
            put(path, seen, seen.rights);
        } else {
            caches[cache].push_back(path);
        }
    }
    place_caches(caches);
}

// What is written to a cache lies where a hash says, and so elsewhere the next time: two places
// stand for all of it, with the directories between them.
void Synthesis::place_caches(const Groups& caches) {
    for (const auto& [cache, members] : caches) {
        for (const std::string& path : members) {
            SeenPath seen = needs_[path];
            if (members.size() == 1) {
                put(path, seen, seen.rights);
                continue;
            }
            const bool is_made_as_needed = seen.is_directory && path != cache;
            seen.is_directory = true;
            to_make_.erase(path);
            put(cache, seen, seen.rights | (is_made_as_needed ? fs_access("make_dir") : 0));
        }
    }
}

// Whether the working directory is the program's own, and enough of it was read.
bool Synthesis::has_own_directory() const {
    const std::string& here = learned_.working_directory;
    const auto used = std::ranges::count_if(needs_, [&](const auto& entry) {
        return (entry.second.rights & ~kReads) == 0 && is_within(entry.first, here);
    });
    return !here.empty() && here != learned_.home && !landmarks_.is_shared(here) &&
           !landmarks_.touches_secrets(here) && static_cast<std::size_t>(used) >= fewest_here_;
}

void Synthesis::place_read() {
    const std::string& here = learned_.working_directory;
    const bool is_here_own = has_own_directory();
    const bool has_loader = std::ranges::find(draft_.presets, "loader") != draft_.presets.end();
    Groups units;
    Groups libraries;
    for (const auto& [path, seen] : needs_) {
        if ((seen.rights & ~kReads) != 0) continue;
        const std::string unit = landmarks_.unit_of(path);
        const bool may_widen = !landmarks_.is_secret(path);
        SeenPath directory = seen;
        directory.is_directory = true;
        if (may_widen && is_here_own && is_within(path, here)) {
            put(here, directory, kReads);
        } else if (may_widen && is_within_temporary(path)) {
            put(learned_.temporary, directory, seen.rights);
        } else if (may_widen && !has_loader && is_library(path) && !seen.is_directory) {
            libraries[directory_of(path)].push_back(path);
        } else if (may_widen && !unit.empty() && machine_.is_directory(unit)) {
            units[unit].push_back(path);
        } else {
            put(path, seen, seen.rights);
        }
    }
    place_groups(units);
    place_groups(libraries);
}

bool Synthesis::is_within_temporary(const std::string& path) const {
    return !learned_.temporary.empty() && is_within(path, learned_.temporary);
}

// Two of a directory stand for all of it, and so does one where it was listed.
void Synthesis::place_groups(const Groups& groups) {
    for (const auto& [directory, members] : groups) {
        const bool is_whole = members.size() > 1 || needs_.contains(directory);
        AccessMask rights = 0;
        for (const std::string& path : members) rights |= needs_[path].rights;
        if ((rights & ~fs_access("read_dir")) != 0) rights = kReads;
        for (const std::string& path : members) {
            SeenPath seen = needs_[path];
            if (is_whole) seen.is_directory = true;
            put(is_whole ? directory : path, seen, is_whole ? rights : seen.rights);
        }
    }
}

bool Synthesis::may_take_over(const std::string& directory) const {
    constexpr std::string_view kSystem[] = {"/dev", "/proc", "/sys", "/etc",
                                            "/usr", "/run",  "/bin", "/lib"};
    const bool is_high = std::ranges::count(directory, '/') < 3;
    if (is_high || landmarks_.is_shared(directory) || landmarks_.touches_secrets(directory)) {
        return false;
    }
    for (const std::string& root :
         {learned_.working_directory, learned_.home, learned_.temporary}) {
        if (!root.empty() && root != directory && is_within(root, directory)) return false;
    }
    if (directory == learned_.home) return false;
    return std::ranges::none_of(
        kSystem, [&](std::string_view system) { return is_within(directory, system); });
}

bool Synthesis::gather_in(const std::string& directory, const std::vector<std::string>& children) {
    if (children.size() < kEnough || !may_take_over(directory)) return false;
    const auto itself = needs_.find(directory);
    const bool is_listed =
        itself != needs_.end() && (itself->second.rights & fs_access("read_dir")) != 0;
    if (!is_listed && children.size() * 3 < machine_.count_entries(directory)) return false;
    SeenPath all = {0, true, {}};
    for (const std::string& path : children) {
        all.rights |= draft_.rules[path].rights;
        all.programs.merge(draft_.rules[path].programs);
        draft_.rules.erase(path);
    }
    put(directory, all, all.rights);
    return true;
}

// Bottom up, until nothing changes.
void Synthesis::gather_siblings() {
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        Groups groups;
        for (const auto& [path, rule] : draft_.rules) {
            if (!rule.is_made && path != learned_.working_directory) {
                groups[directory_of(path)].push_back(path);
            }
        }
        std::vector<std::string> deepest;
        for (const auto& [directory, children] : groups) deepest.push_back(directory);
        std::ranges::stable_sort(deepest, std::ranges::greater(), &std::string::size);
        for (const std::string& directory : deepest) {
            has_changed = gather_in(directory, groups[directory]);
            if (has_changed) break;
        }
    }
}

void Synthesis::drop_what_parents_grant() {
    std::vector<std::string> paths;
    for (const auto& [path, rule] : draft_.rules) paths.push_back(path);
    std::ranges::stable_sort(paths, std::ranges::greater(), &std::string::size);
    for (const std::string& path : paths) {
        AccessMask above = 0;
        for (const auto& [other, rule] : draft_.rules) {
            if (other != path && is_within(path, other)) above |= rule.rights;
        }
        const DraftRule& rule = draft_.rules[path];
        if (!rule.is_made && (rule.rights & ~above) == 0) draft_.rules.erase(path);
    }
}

AccessMask Synthesis::rights_at(const std::string& path) {
    AccessMask rights = 0;
    for (const auto& [other, rule] : draft_.rules) {
        if (is_within(path, other)) rights |= rule.rights;
    }
    for (const std::string& preset : draft_.presets) {
        for (const PresetRow& row : rows_of(preset)) {
            if (is_within(path, row.path)) rights |= row.rights;
        }
    }
    return rights;
}

// What is moved may gain no right by it (EXDEV), so the source is granted what the goal is. Not to
// execute: a program then copies, as mv does. Returns whether that granted anything.
bool Synthesis::keep_rights_of(const SeenMove& move) {
    const std::string source = home_of(move.from);
    const std::string goal = home_of(move.to);
    AccessMask gained = rights_at(goal) & ~rights_at(source);
    if (!move.is_directory) gained &= kFileAccess;
    if ((gained & kExecute) != 0) {
        copied_.insert(
            concat({move.is_directory ? "a directory" : "a file", " that is moved from ", source,
                    " to ", goal, " would gain the right to be executed, so that it is copied"}));
        return false;
    }
    std::string widest;
    for (const auto& [path, rule] : draft_.rules) {
        if (is_within(source, path) && path.size() > widest.size()) widest = path;
    }
    if (gained == 0 || widest.empty()) return false;
    draft_.rules[widest].rights |= gained;
    return true;
}

// The source of one move may be the goal of another.
void Synthesis::keep_rights_of_moves() {
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        for (const SeenMove& move : learned_.moves) has_changed |= keep_rights_of(move);
    }
    draft_.remarks.insert(draft_.remarks.end(), copied_.begin(), copied_.end());
}

// What depends on who runs the program, and where, is named by what it depends on.
void Synthesis::find_variables() {
    for (const auto& [name, value] : learned_.environment) {
        const bool is_named_already = std::ranges::any_of(
            std::initializer_list<std::string>{learned_.working_directory, learned_.home,
                                               learned_.temporary},
            [&value = value](const std::string& root) {
                return !root.empty() && is_within(root, value);
            });
        const bool is_used = std::ranges::any_of(draft_.rules, [&value = value](const auto& entry) {
            return is_within(entry.first, value);
        });
        const bool is_deep = std::ranges::count(value, '/') >= 2;
        if (!is_named_already && is_used && is_deep && !landmarks_.is_shared(value) &&
            !is_within(value, "/usr")) {
            draft_.variables.emplace_back(name, value);
        }
    }
}

}  // namespace landlock_preload
