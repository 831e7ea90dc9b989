// SPDX-License-Identifier: MIT
//
// The path of a rule is opened anew at each start, and links are followed. So a program that may
// put a link in its place chooses what the next start grants: each directory on the way that
// another rule grants, with make_sym and the right to remove what is there, is such a place, unless
// the rule says noSymlinks. Of a glob, a new name will do. What else could be put there is no more
// than the program has: the kernel denies a move, or a hard link, that would widen rights.
//
// Other users may do the same where a directory is open to them, and are found out when the link is
// there.
//
// Most paths of most policies go nowhere near, so they are not walked: a path without links (see
// enforce.cpp) that begins with no such directory cannot go through one.
#include "sandbox/replaceable.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "sandbox/path_walk.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kMakesLinks = fs_access("make_sym");
constexpr AccessMask kRemovesFile = fs_access("remove_file");
constexpr AccessMask kRemovesDirectory = fs_access("remove_dir");

constexpr std::uint64_t kEmptyHash = 0xcbf29ce484222325;  // FNV-1a
constexpr std::uint64_t add_to_hash(std::uint64_t hash, std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

// Takes the first component of PATH into the hash of what is before it.
std::uint64_t add_component(std::uint64_t hash, std::string_view& path) {
    const std::string_view component = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(component.size() + 1, path.size()));
    if (component.empty() || component == ".") return hash;
    return add_to_hash(add_to_hash(hash, "/"), component);
}

class RulePaths {
  public:
    RulePaths(const ResolvedPolicy& policy, const Plan& plan, const Ruleset& ruleset)
        : policy_(policy),
          plan_(plan),
          ruleset_(ruleset),
          walk_(ruleset.objects),
          names_(plan.paths.size()) {}

    std::string find();

  private:
    [[nodiscard]] const ResolvedPath& path(std::size_t planned) const {
        return policy_.paths[plan_.paths[planned].index];
    }
    // Whether its text says where it leads.
    [[nodiscard]] bool is_plain(std::size_t planned) const {
        const std::string& text = path(planned).path;
        return ruleset_.outcomes[planned].is_without_links && text.starts_with('/') &&
               text.find("/..") == std::string::npos;
    }
    // Whether it has to be walked to find that out.
    [[nodiscard]] bool is_suspicious(std::size_t planned) const {
        if (!has_places_) return !ruleset_.outcomes[planned].is_without_links;
        return !is_plain(planned) || begins_with_place(path(planned).path);
    }
    void find_places();
    [[nodiscard]] bool begins_with_place(std::string_view path) const;
    void judge(const ResolvedPath& path);

    const ResolvedPolicy& policy_;
    const Plan& plan_;
    const Ruleset& ruleset_;
    PathWalk walk_;
    bool has_places_ = false;
    RuleObjects names_;  // of the directories where links may be made, by their hashes
    const RuleObject* grant_ = nullptr;
    const ResolvedPath* first_ = nullptr;  // that may be replaced
    std::size_t count_ = 0;
};

// The directories in which the program may make links.
void RulePaths::find_places() {
    for (std::size_t i = 0; i < plan_.paths.size(); ++i) {
        const PathOutcome& outcome = ruleset_.outcomes[i];
        if (!outcome.is_directory || (outcome.granted & kMakesLinks) == 0) continue;
        has_places_ = true;
        std::string real;
        std::string_view name = path(i).path;
        if (!is_plain(i)) {
            for (walk_.begin(path(i).path); walk_.next();) {
            }
            if (walk_.end() == nullptr) continue;
            real = walk_.name_of(*walk_.end());
            name = real;
        }
        std::uint64_t hash = kEmptyHash;
        while (!name.empty()) hash = add_component(hash, name);
        names_.find_or_add(0, hash).allowed = kMakesLinks;
    }
}

bool RulePaths::begins_with_place(std::string_view path) const {
    std::uint64_t hash = kEmptyHash;
    while (!path.empty()) {
        const std::uint64_t above = std::exchange(hash, add_component(hash, path));
        if (above != hash && names_.find(0, above) != nullptr) return true;
    }
    return false;
}

void RulePaths::judge(const ResolvedPath& path) {
    const bool is_match = path.options.glob || path.is_match;
    const RuleObject* grant = nullptr;
    bool is_open = false;
    for (walk_.begin(path.path); walk_.next() && grant == nullptr;) {
        const Step& directory = walk_.directory();
        const Step* entry = walk_.entry();
        AccessMask needed = kMakesLinks;
        if (entry != nullptr && !is_match) {
            needed |= S_ISDIR(entry->mode) ? kRemovesDirectory : kRemovesFile;
        }
        if ((directory.granted & needed) == needed && walk_.may_change(directory) &&
            (is_match || !walk_.is_kept())) {
            grant = walk_.first_rule(directory, kMakesLinks);
        }
        is_open = is_open || walk_.is_open_to_others();
    }
    if (grant == nullptr && !is_open) return;
    ++count_;
    if (first_ != nullptr && (grant_ != nullptr || grant == nullptr)) return;
    first_ = &path;
    grant_ = grant;
}

std::string RulePaths::find() {
    find_places();
    for (std::size_t i = 0; i < plan_.paths.size(); ++i) {
        const ResolvedPath& one = path(i);
        if (one.options.no_symlinks || one.descriptor != kNoDescriptor) continue;
        if (is_suspicious(i)) judge(one);
    }
    if (first_ == nullptr) return {};
    std::string what = first_->path;
    if (count_ > 1) what += " and " + std::to_string(count_ - 1) + " more of its own paths";
    what += grant_ != nullptr ? " (by its rule on " + policy_.paths[grant_->index].path + ")"
                              : " (file mode)";
    return (grant_ != nullptr ? "the policy lets the program replace "
                              : "other users may replace ") +
           what + ", and the next start grants what a link there leads to; set noSymlinks";
}

}  // namespace

void find_replaceable(const ResolvedPolicy& policy, const Plan& plan, const Ruleset& ruleset,
                      std::vector<std::string>& findings) {
    std::string finding = RulePaths(policy, plan, ruleset).find();
    if (!finding.empty()) findings.push_back(std::move(finding));
}

}  // namespace landlock_preload
