// SPDX-License-Identifier: MIT
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/ruleset.hpp"

namespace landlock_preload {

// An object on the way to a path, and what the rules on it and above it grant there.
struct Step {
    mode_t mode;
    uid_t owner;
    nlink_t links;
    AccessMask granted;
    const RuleObject* object;  // with a rule on itself, or nullptr
    std::size_t length;        // of its name
};

// Whether it belongs to a user who is neither root nor this one, as far as that can be known.
bool is_foreign(const Step& step);

// The way that the kernel takes from the root to a path: one entry of one directory after the
// other, along each symbolic link.
//
//     for (walk.begin(path); walk.next();) ... walk.directory() ... walk.entry() ...
class PathWalk {
  public:
    PathWalk(const ResolvedPolicy& policy, const RuleObjects& objects)
        : policy_(policy), objects_(objects) {}

    void begin(const std::string& path);

    // Looks the next entry up. False at the end: see end().
    bool next();

    // The directory that was looked into, and what was found there: nullptr where nothing was.
    [[nodiscard]] const Step& directory() const {
        return steps_[is_found_ ? steps_.size() - 2 : steps_.size() - 1];
    }
    [[nodiscard]] const Step* entry() const { return is_found_ ? &steps_.back() : nullptr; }

    // Whether nothing of the path comes after that entry, but for what a link there says.
    [[nodiscard]] bool is_last() const {
        return rest_.find_first_not_of("/.", at_) == std::string::npos;
    }

    // What the path leads to, or nullptr where it leads nowhere.
    [[nodiscard]] const Step* end() const { return is_lost_ ? nullptr : &steps_.back(); }

    // Whether it leads somewhere that cannot be looked at by its name: that is too long, or a
    // directory on the way may not be searched.
    [[nodiscard]] bool is_out_of_sight() const { return is_out_of_sight_; }

    // A link is not followed but read, so this is where an object really is.
    [[nodiscard]] std::string name_of(const Step& step) const;

    // Whether the file system lets this process change it, or its entries. Its owner may, whatever
    // the mode says: Landlock has no right to keep anyone from chmod(2).
    [[nodiscard]] bool may_change(const Step& step) const;

    // Whether the file mode lets other users replace the entry: in a sticky directory, a link that
    // one of them has put there.
    [[nodiscard]] bool is_open_to_others() const;

    // Whether the directory's sticky bit keeps this process from removing the entry.
    [[nodiscard]] bool is_kept() const;

    // Of the rules on an object and above it, the first from the root on that grants any of this.
    [[nodiscard]] const RuleObject* first_rule(const Step& last, AccessMask mask) const;

  private:
    bool look_up(std::string_view name);
    void return_to_root();
    void leave();
    void follow();
    [[nodiscard]] bool is_granted_elsewhere(const Step& last) const;

    const ResolvedPolicy& policy_;
    const RuleObjects& objects_;
    std::vector<Step> steps_;                          // from the root on, no link but for the last
    std::string name_;                                 // of the last
    std::vector<std::pair<std::string, Step>> known_;  // by name: ways begin alike
    std::string rest_;                                 // what is still to be walked, from at_ on
    std::size_t at_ = 0;
    int links_ = 0;
    bool is_found_ = false;
    bool is_lost_ = false;
    bool is_out_of_sight_ = false;
};

}  // namespace landlock_preload
