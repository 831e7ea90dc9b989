// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "policy/policy.hpp"
#include "sandbox/open_path.hpp"
#include "sandbox/plan.hpp"

namespace landlock_preload {

// An object that rules grant rights on, whatever names it was reached by.
struct RuleObject {
    dev_t device;
    ino_t inode;
    AccessMask allowed;   // 0: nothing, as the kernel refused a rule or none was needed
    std::uint32_t index;  // of the first rule on it, in ResolvedPolicy::paths
};

// The objects of a ruleset, by device and inode.
class RuleObjects {
  public:
    explicit RuleObjects(std::size_t most);

    // Its `allowed` is 0 when it was not there before.
    RuleObject& find_or_add(dev_t device, ino_t inode);

    // The rights granted on the object itself, or nullptr.
    [[nodiscard]] const RuleObject* find(dev_t device, ino_t inode) const;

  private:
    [[nodiscard]] std::size_t slot(dev_t device, ino_t inode) const;
    std::vector<RuleObject> objects_;
    std::vector<std::uint32_t> slots_;  // open addressing, a power of two: 1 + place in objects_
};

struct UnusablePath {
    std::uint32_t index;  // in ResolvedPolicy::paths
    int code;             // errno: of the open, or of what it turned out not to be
};

// The object of a path rule, and what is granted on it.
struct GrantOutcome {
    dev_t device = 0;
    ino_t inode = 0;
    AccessMask granted = 0;  // in force on that object, by a rule of its own or by a merged one
    int code = 0;            // errno where the path cannot be used, and there is no object
    bool is_directory = false;
    std::uint64_t mount = 0;  // a lasting one of its filesystem; 0: not known
};

// What became of one planned path.
struct PathOutcome : GrantOutcome {
    std::uint64_t way = 0;          // the mount it was reached through; 0: not known
    bool is_without_links = false;  // on the way to it, as far as it was looked for
    bool is_plain = false;          // so its path says where it is
    bool is_unsaid_root = false;    // it is "/", which its path does not say
};

// A ruleset in the kernel, not yet enforced, and what became of the paths.
struct Ruleset {
    UniqueFd fd;
    RuleObjects objects;
    std::vector<PathOutcome> outcomes;         // one for each of Plan::paths
    std::vector<std::string> real_paths;       // likewise, or empty; empty text: not known
    std::vector<UnusablePath> unusable;        // those that cannot be used, but for optional ones
    std::vector<std::uint32_t> written_files;  // rules that grant write_file on a regular file
    bool has_terminals = false;                // a rule grants ioctl_dev where one may be
    MadeDirectories made = {};                 // to be kept by a start that is not refused
};

enum class Locate : bool { no, yes };

// Opens every path of the plan and adds its rule, and the port rules. A path that cannot be opened
// is recorded and left out. LOCATE: find out where each path really is (needs /proc). Throws
// Diagnostics (kernel) for anything else, such as too many open files.
Ruleset build_ruleset(const ResolvedPolicy& policy, const Plan& plan, Locate locate = Locate::no);

}  // namespace landlock_preload
