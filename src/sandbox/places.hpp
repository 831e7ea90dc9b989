// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sandbox/path_walk.hpp"

namespace landlock_preload {

// The directories of rules in which the program may make or remove anything.
class Places {
  public:
    // WALK is used while they are looked for.
    Places(const ResolvedPolicy& policy, const Plan& plan, const Ruleset& ruleset, PathWalk& walk);

    [[nodiscard]] bool are_any() const { return !mounts_.empty(); }

    // Whether the way to the path of Plan::paths[PLANNED] may lead through one, or through a link.
    [[nodiscard]] bool may_lie_on_way_to(std::size_t planned) const;

  private:
    [[nodiscard]] const ResolvedPath& path(std::size_t planned) const {
        return policy_.paths[plan_.paths[planned].index];
    }
    [[nodiscard]] bool is_begun_by_place(std::string_view path) const;
    [[nodiscard]] bool is_by_other_mount(std::size_t planned) const;

    struct Mount {
        dev_t device;
        std::uint64_t id;
    };

    const ResolvedPolicy& policy_;
    const Plan& plan_;
    const Ruleset& ruleset_;
    RuleObjects names_;          // by their hashes
    std::vector<Mount> mounts_;  // that they were reached through
};

}  // namespace landlock_preload
