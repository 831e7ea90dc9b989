// SPDX-License-Identifier: MIT
//
// The kernel's way from a file to the root, and the rules that it meets there.
#pragma once

#include <sys/stat.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/unique_fd.hpp"
#include "report/record.hpp"

namespace landlock_preload {

// Why only the kernel can know an answer.
enum class Doubt : unsigned char {
    none,           // or an errno says why
    other_root,     // the root is not that of the start, or no mount point, and hides what is above
    hidden,         // a mount hides directories that the kernel goes on to
    disconnected,   // a directory on the way has none above it
    detached,       // a deleted file
    copied_up,      // a file of an overlay has other numbers since it was written to
    unmounted,      // the filesystem of a rule was unmounted since, and with it went the rule
    equal_numbers,  // several files of one filesystem may have the numbers of one rule
    other_process,  // shown only to who may trace a process, which need not be in the sandbox
    same_sandbox,   // a socket whose server is in the same sandbox may be connected to by any rules
};

struct Object {
    std::uint64_t device;
    std::uint64_t inode;

    bool operator==(const Object&) const = default;
};

inline Object object_of(const struct stat& status) {
    return {status.st_dev, status.st_ino};
}

// Whether a rule's path leads to another object than the rule is on; and to which, or to none.
// A relative path means something only where the process was started.
bool is_stale(const PathRecord& rule, Object& now);

class Walk {
  public:
    Walk(const Record& record, AccessMask needed)
        : record_(record), missing_(needed), granted_by_none_(needed) {}

    // An object that FD is open on.
    void visit(const struct stat& status, int fd);
    // From a directory, itself included, to the root.
    void climb(UniqueFd directory);

    // What no rule grants that is in force beyond doubt.
    [[nodiscard]] AccessMask missing() const { return missing_; }
    // What no rule grants, in doubt or not.
    [[nodiscard]] AccessMask granted_by_none() const { return granted_by_none_; }
    [[nodiscard]] std::uint32_t rule() const { return rule_; }
    // The first rule that may not be in force any more, and why.
    [[nodiscard]] std::uint32_t doubtful_rule() const { return doubtful_rule_; }
    [[nodiscard]] Doubt doubt_of_rule() const { return doubt_of_rule_; }
    // Why the walk did not see all that the kernel sees; none: it did.
    [[nodiscard]] Doubt doubt_of_way() const { return doubt_of_way_; }
    [[nodiscard]] bool passed(const Object& object) const;

  private:
    const Record& record_;
    AccessMask missing_;
    AccessMask granted_by_none_;
    std::uint32_t rule_ = LANDLOCK_PRELOAD_NO_RULE;
    std::uint32_t doubtful_rule_ = LANDLOCK_PRELOAD_NO_RULE;
    Doubt doubt_of_rule_ = Doubt::none;
    Doubt doubt_of_way_ = Doubt::none;
    std::array<Object, 64> passed_ = {};  // the lowest ones
    std::size_t passed_count_ = 0;
};

}  // namespace landlock_preload
