// SPDX-License-Identifier: MIT
//
// Most paths of most policies go nowhere near these directories. So names are compared, and only
// what this leaves open is walked: a path without links that begins with no such directory cannot
// go through one, unless it was reached through another mount of the same filesystem, where the
// same directories have other names.
#include "sandbox/places.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "sandbox/path_hash.hpp"

namespace landlock_preload {

Places::Places(const ResolvedPolicy& policy, const Plan& plan, const Ruleset& ruleset,
               PathWalk& walk)
    : policy_(policy), plan_(plan), ruleset_(ruleset), names_(plan.paths.size()) {
    for (std::size_t i = 0; i < plan.paths.size(); ++i) {
        const PathOutcome& outcome = ruleset.outcomes[i];
        if (!outcome.is_directory || (outcome.granted & kChangesNames) == 0) continue;
        const auto is_known = [&outcome](const Mount& mount) {
            return mount.device == outcome.device && mount.id == outcome.way;
        };
        if (std::none_of(mounts_.begin(), mounts_.end(), is_known)) {
            mounts_.push_back({outcome.device, outcome.way});
        }
        std::string real;
        std::string_view name = path(i).path;
        if (!outcome.is_plain) {
            for (walk.begin(path(i).path); walk.next();) {
            }
            if (walk.end() == nullptr) continue;
            real = walk.name_of(*walk.end());
            name = real;
        }
        std::uint64_t hash = kEmptyHash;
        while (!name.empty()) hash = add_component(hash, name);
        names_.find_or_add(0, hash).allowed = kChangesNames;
    }
}

bool Places::is_begun_by_place(std::string_view path) const {
    std::uint64_t hash = kEmptyHash;
    while (!path.empty()) {
        const std::uint64_t above = std::exchange(hash, add_component(hash, path));
        if (above != hash && names_.find(0, above) != nullptr) return true;
    }
    return false;
}

// Of a path of its author that leads nowhere yet, no mount is known.
bool Places::is_by_other_mount(std::size_t planned) const {
    const PathOutcome& outcome = ruleset_.outcomes[planned];
    if (outcome.code != 0) return path(planned).location.section != Section::preset;
    return std::any_of(mounts_.begin(), mounts_.end(), [&outcome](const Mount& mount) {
        return mount.device == outcome.device && mount.id != outcome.way;
    });
}

bool Places::may_lie_on_way_to(std::size_t planned) const {
    if (!are_any()) return !ruleset_.outcomes[planned].is_without_links;
    return !ruleset_.outcomes[planned].is_plain || is_begun_by_place(path(planned).path) ||
           is_by_other_mount(planned);
}

}  // namespace landlock_preload
