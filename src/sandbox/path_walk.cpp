// SPDX-License-Identifier: MIT
//
// Who may change an entry of any directory that a path goes through decides where the path leads.
// The real path, as realpath() has it, leaves out most of these: the directories that hold links,
// and all that lies before a link or a "..". So links are followed by hand, and the name that has
// been reached never contains one.
//
// One lstat for each component says what it is and whether a rule is on it; a directory is asked
// for once, however many ways lead through it. Rules are found by device and inode, so a bind mount
// of a granted directory on the way is seen; another mount of the same directory elsewhere is not.
#include "sandbox/path_walk.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <new>

#include "base/process_calls.hpp"

namespace landlock_preload {
namespace {

// Capabilities outlive Landlock and no_new_privs, of ordinary users (ambient ones) as of root.
// After execve(2) without privileged files, all that are permitted are effective.
bool has_any_capability(std::uint64_t mask) {
    return (read_capabilities().effective & mask) != 0;
}

// By which an object may be made one's own, or its mode be changed.
constexpr std::uint64_t kTakesOver = 1U << CAP_CHOWN | 1U << CAP_FOWNER | 1U << CAP_SETUID;

// In a user namespace: whether the owner has no number there, so that no capability reaches what
// is theirs. Root outside is one of them.
bool is_unmapped(uid_t owner) {
    constexpr uid_t kOverflow = 65534;                   // in the initial namespace it is a user
    constexpr ino_t kInitialUserNamespace = 0xEFFFFFFD;  // linux/nsfs.h
    if (owner != kOverflow) return false;
    struct stat status = {};
    return stat_path("/proc/self/ns/user", status) != 0 || status.st_ino != kInitialUserNamespace;
}

bool is_read_only(const std::string& path) {
    return !is_writable(path.c_str()) && errno == EROFS;
}

constexpr int kMostLinks = 40;  // as the kernel follows

// Whoever is short of memory gets no answer about the file, rather than one that is not so.
void check_memory() {
    if (errno == ENOMEM) throw std::bad_alloc();
}

}  // namespace

void PathWalk::begin(const std::string& path) {
    return_to_root();
    at_ = 0;
    links_ = 0;
    is_found_ = false;
    is_out_of_sight_ = false;
    is_lost_ = path.empty() || (steps_.empty() && !look_up(""));
    if (!path.starts_with('/')) {
        rest_.assign(PATH_MAX, '\0');
        const ssize_t length = read_working_directory(rest_.data(), rest_.size());
        // It is not below the root: "(unreachable)/...".
        if (length <= 0 || rest_[0] != '/') {
            if (length <= 0) check_memory();
            is_lost_ = is_out_of_sight_ = true;
            return;
        }
        rest_.resize(static_cast<std::size_t>(length) - 1);  // which counts a NUL byte
        (rest_ += '/') += path;
        return;
    }
    rest_ = path;
}

bool PathWalk::look_up(std::string_view name) {
    const std::size_t before = name_.size();
    if (!name.empty()) (name_ += '/') += name;
    for (const auto& [known, step] : known_) {
        if (known != name_) continue;
        steps_.push_back(step);
        return true;
    }
    struct stat status = {};
    if (stat_path(name_.empty() ? "/" : name_.c_str(), status, AT_SYMLINK_NOFOLLOW) != 0) {
        check_memory();
        is_out_of_sight_ = errno != ENOENT && errno != ENOTDIR;
        name_.resize(before);
        return false;
    }
    const RuleObject* object = objects_.find(status.st_dev, status.st_ino);
    AccessMask granted = object != nullptr ? object->allowed : 0;
    if (!steps_.empty()) granted |= steps_.back().granted;
    steps_.push_back(
        {status.st_mode, status.st_uid, status.st_nlink, granted, object, name_.size()});
    constexpr std::size_t kMostKnown = 8;
    if (S_ISDIR(status.st_mode) && !name_.empty() && known_.size() < kMostKnown) {
        known_.emplace_back(name_, steps_.back());
    }
    return true;
}

void PathWalk::return_to_root() {
    while (steps_.size() > 1) steps_.pop_back();
    name_.clear();
}

void PathWalk::leave() {
    if (steps_.size() > 1) steps_.pop_back();
    name_.resize(steps_.back().length);
}

// The last step is a link: what it says comes before the rest.
void PathWalk::follow() {
    char short_text[128];  // most are
    std::string long_text;
    const char* text = short_text;
    ssize_t length = read_link(name_.c_str(), short_text, sizeof(short_text));
    if (length == sizeof(short_text)) {
        long_text.resize(PATH_MAX);
        text = long_text.data();
        length = read_link(name_.c_str(), long_text.data(), long_text.size());
    }
    if (length < 0) check_memory();
    leave();
    if (length <= 0 || ++links_ > kMostLinks) {
        is_lost_ = true;
        return;
    }
    rest_.replace(0, at_, text, static_cast<std::size_t>(length));
    at_ = 0;
    if (!rest_.starts_with('/')) return;
    return_to_root();
}

bool PathWalk::next() {
    if (is_found_ && S_ISLNK(steps_.back().mode)) follow();
    is_found_ = false;
    while (!is_lost_) {
        at_ = rest_.find_first_not_of('/', at_);
        if (at_ == std::string::npos) return false;
        const std::size_t begin = at_;
        at_ = std::min(rest_.find('/', begin), rest_.size());
        const std::string_view component(rest_.data() + begin, at_ - begin);
        if (!S_ISDIR(steps_.back().mode)) {
            is_lost_ = true;
        } else if (component == "..") {
            leave();
        } else if (component != ".") {
            is_found_ = look_up(component);
            is_lost_ = !is_found_;
            return true;
        }
    }
    return false;
}

std::string PathWalk::name_of(const Step& step) const {
    return step.length == 0 ? "/" : name_.substr(0, step.length);
}

// Where a rule is on an object within a read-only mount, it may have been made by way of another
// mount, which is not.
bool PathWalk::is_granted_elsewhere(const Step& last) const {
    for (const Step& step : steps_) {
        if (step.object != nullptr && is_read_only(name_of(step)) &&
            !is_read_only(policy_.paths[step.object->index].path)) {
            return true;
        }
        if (&step == &last) break;
    }
    return false;
}

bool PathWalk::may_change(const Step& step) const {
    const std::string name = name_of(step);
    if (is_writable(name.c_str())) return true;
    if (errno == EROFS) {
        // mount_setattr(2) makes a mount writable, whatever the policy, but not its filesystem.
        return !is_on_read_only(name.c_str()) &&
               (has_any_capability(1U << CAP_SYS_ADMIN) || is_granted_elsewhere(step));
    }
    if (errno != EACCES) return true;  // a filter's answer, say: it is not known
    if (step.owner == user_id()) return true;
    const bool by_group = (step.mode & S_IWGRP) != 0 && has_any_capability(1U << CAP_SETGID);
    return (by_group || has_any_capability(kTakesOver | 1U << CAP_DAC_OVERRIDE)) &&
           !is_unmapped(step.owner);
}

bool is_foreign(const Step& step) {
    return step.owner != 0 && step.owner != user_id() && !is_unmapped(step.owner);
}

bool PathWalk::is_open_to_others() const {
    const Step& holder = directory();
    if ((holder.mode & S_IWOTH) == 0) return false;
    if ((holder.mode & S_ISVTX) == 0) return true;
    if (!is_found_ || !S_ISLNK(steps_.back().mode)) return false;
    return is_foreign(steps_.back());
}

bool PathWalk::is_kept() const {
    const Step& holder = directory();
    if ((holder.mode & S_ISVTX) == 0 || !is_found_) return false;
    const uid_t user = user_id();
    const uid_t owner = steps_.back().owner;
    return user != holder.owner && user != owner &&
           (is_unmapped(owner) || !has_any_capability(kTakesOver));
}

const RuleObject* PathWalk::first_rule(const Step& last, AccessMask mask) const {
    for (const Step& step : steps_) {
        if (step.object != nullptr && (step.object->allowed & mask) != 0) return step.object;
        if (&step == &last) break;
    }
    return nullptr;
}

}  // namespace landlock_preload
