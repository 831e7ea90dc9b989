// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "policy/policy.hpp"
#include "sandbox/plan.hpp"
#include "unique_fd.hpp"

namespace landlock_preload {

// An object that rules grant rights on, whatever names it was reached by.
struct RuleObject {
    dev_t device;
    ino_t inode;
    AccessMask allowed;   // 0: a free slot of RuleObjects
    std::uint32_t index;  // of the first rule on it, in ResolvedPolicy::paths
};

// The objects of a ruleset, by device and inode.
class RuleObjects {
  public:
    explicit RuleObjects(std::size_t most);

    // The object's slot; its `allowed` is 0 when it was not there before.
    RuleObject& find_or_add(dev_t device, ino_t inode);

    // The rights granted on the object itself, or nullptr.
    [[nodiscard]] const RuleObject* find(dev_t device, ino_t inode) const;

  private:
    [[nodiscard]] std::size_t slot(dev_t device, ino_t inode) const;
    std::vector<RuleObject> slots_;  // open addressing, a power of two
};

struct UnusablePath {
    std::uint32_t index;  // in ResolvedPolicy::paths
    int code;             // errno: of the open, or of what it turned out not to be
};

// A ruleset in the kernel, not yet enforced, and what became of the paths.
struct Ruleset {
    UniqueFd fd;
    RuleObjects objects;
    std::size_t applied = 0;  // path rules in the kernel, or merged into one on the same object
    std::size_t skipped = 0;  // optional ones that are not there
    std::vector<UnusablePath> unusable;        // the others that cannot be used
    std::vector<std::uint32_t> written_files;  // rules that grant write_file on a regular file
};

// Opens every path of the plan and adds its rule, and the port rules. A path that cannot be opened
// is recorded and left out. Throws Errors (kernel) for anything else, such as too many open files.
Ruleset build_ruleset(const ResolvedPolicy& policy, const Plan& plan);

}  // namespace landlock_preload
