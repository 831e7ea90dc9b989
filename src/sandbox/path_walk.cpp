// SPDX-License-Identifier: MIT
//
// Who may change an entry of any directory that a path goes through decides where the path leads.
// The real path, as realpath() has it, leaves out most of these: the directories that hold links,
// and all that lies before a link or a "..". So links are followed by hand, and the name that has
// been reached never contains one.
//
// One lstat for each component says what it is and whether a rule is on it. Rules are found by
// device and inode, so a bind mount of a granted directory on the way is seen; another mount of
// the same directory elsewhere is not.
#include "sandbox/path_walk.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <new>

#include "base/process_calls.hpp"

namespace landlock_preload {
namespace {

// Capabilities outlive Landlock and no_new_privs, of ordinary users (ambient ones) as of root.
bool has_capability(unsigned number) {
    return (read_capabilities().effective >> number & 1U) != 0;
}

constexpr int kMostLinks = 40;  // as the kernel follows

// Files may have names that are as long as a path, and stacks may be small.
constinit char long_text[PATH_MAX] = {};

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
        const ssize_t length = read_working_directory(long_text, sizeof(long_text));
        // It is not below the root: "(unreachable)/...".
        if (length <= 0 || long_text[0] != '/') {
            if (length <= 0) check_memory();
            is_lost_ = is_out_of_sight_ = true;
            return;
        }
        rest_ = long_text;
        rest_ += '/';
        rest_ += path;
        return;
    }
    rest_ = path;
}

bool PathWalk::look_up(std::string_view name) {
    const std::size_t before = name_.size();
    if (!name.empty()) (name_ += '/') += name;
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
    const ssize_t length = read_link(name_.c_str(), long_text, sizeof(long_text));
    if (length < 0) check_memory();
    leave();
    if (length <= 0 || ++links_ > kMostLinks) {
        is_lost_ = true;
        return;
    }
    rest_.replace(0, at_, long_text, static_cast<std::size_t>(length));
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

bool PathWalk::may_change(const Step& step) const {
    const std::string name = name_of(step);
    if (is_writable(name.c_str())) return true;
    // mount_setattr(2) makes a mount writable, whatever the policy, but not its filesystem.
    if (errno == EROFS) return has_capability(CAP_SYS_ADMIN) && !is_on_read_only(name.c_str());
    if (errno != EACCES) return true;  // a filter's answer, say: it is not known
    return step.owner == user_id() || has_capability(CAP_FOWNER) ||
           has_capability(CAP_DAC_OVERRIDE);
}

bool is_foreign(const Step& step) {
    constexpr uid_t kUnmapped = 65534;  // in a user namespace, whoever has no number
    constexpr ino_t kInitialUserNamespace = 0xEFFFFFFD;  // linux/nsfs.h; there it is a user
    if (step.owner == 0 || step.owner == user_id()) return false;
    if (step.owner != kUnmapped) return true;
    struct stat status = {};
    return stat_path("/proc/self/ns/user", status) == 0 && status.st_ino == kInitialUserNamespace;
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
    return user != holder.owner && user != steps_.back().owner && !has_capability(CAP_FOWNER);
}

const RuleObject* PathWalk::first_rule(const Step& last, AccessMask mask) const {
    for (const Step& step : steps_) {
        if (step.object != nullptr && (step.object->allowed & mask) != 0) return step.object;
        if (&step == &last) break;
    }
    return nullptr;
}

}  // namespace landlock_preload
