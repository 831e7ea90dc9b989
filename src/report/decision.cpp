// SPDX-License-Identifier: MIT
//
// The kernel's own walk (security/landlock/fs.c, is_access_to_paths_allowed), from outside: the
// rights of every rule on an object between the one in question and the root are added up. A mount
// point is left by the directory it is mounted in; what it hides is not looked at. Rules belong to
// objects (device and inode), whatever their names are now.
//
// Only the kernel can see above the process's own root, and knows a file of an overlay by more than
// its numbers. A refusal that depends on either is no refusal but "unknown". What is granted is
// granted all the same.
#include "report/decision.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

#include "rare_calls.hpp"
#include "report/located.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kRefer = fs_access("refer");
constexpr AccessMask kIoctlDev = fs_access("ioctl_dev");

// Judged on the directory that holds a name; the others on the object itself.
constexpr AccessMask kNameAccess =
    fs_access("remove_dir", "remove_file", "make_char", "make_dir", "make_reg", "make_sock",
              "make_fifo", "make_block", "make_sym", "refer");

constexpr unsigned long kOverlayFs = 0x794c7630;

struct Object {
    std::uint64_t device;
    std::uint64_t inode;

    bool operator==(const Object&) const = default;
};

Object object_of(const struct stat& status) {
    return {status.st_dev, status.st_ino};
}

// Whether the name that a directory has now leads to it.
bool has_visible_name(int directory, const struct stat& status) {
    char link[32] = "/proc/self/fd/";
    *std::to_chars(link + std::strlen(link), link + sizeof(link) - 1, directory).ptr = '\0';
    char name[PATH_MAX];
    const ssize_t length = read_link(link, name, sizeof(name) - 1);
    if (length <= 0) return false;
    name[length] = '\0';
    // A directory that was removed is still mounted where it was, and the text says so.
    const std::string_view removed = " (deleted)";
    if (status.st_nlink == 0 && std::string_view(name).ends_with(removed)) {
        name[static_cast<std::size_t>(length) - removed.size()] = '\0';
    }
    const UniqueFd named(open_named(name, O_PATH | O_DIRECTORY | O_CLOEXEC));
    struct stat found = {};
    return named.is_open() && stat_descriptor(named.get(), found) == 0 &&
           object_of(found) == object_of(status) &&
           mount_of(named.get()).id == mount_of(directory).id;
}

// Whether PARENT, reached by "..", is mounted over the directory that the kernel goes on to: it
// leaves a mount by the place it is mounted on and, unlike "..", never enters another.
bool hides_parent(int directory, const struct stat& status, int parent) {
    const Mount below = mount_of(directory);
    const Mount above = mount_of(parent);
    if (!below.is_root) return below.id != above.id;
    return above.is_root && !has_visible_name(directory, status);
}

enum class Top : unsigned char { reached, out_of_sight, failed };

class Walk {
  public:
    Walk(const Record& record, AccessMask needed) : record_(record), missing_(needed) {}

    void visit(const struct stat& status);
    // From a directory, itself included, to the root.
    void climb(UniqueFd directory);

    [[nodiscard]] AccessMask missing() const { return missing_; }
    [[nodiscard]] std::uint32_t rule() const { return rule_; }
    [[nodiscard]] Top top() const { return top_; }
    [[nodiscard]] bool passed(const Object& object) const;

  private:
    const Record& record_;
    AccessMask missing_;
    std::uint32_t rule_ = LANDLOCK_PRELOAD_NO_RULE;
    Top top_ = Top::reached;
    std::array<Object, 64> passed_ = {};  // the lowest ones
    std::size_t passed_count_ = 0;
};

void Walk::visit(const struct stat& status) {
    const Object object = object_of(status);
    if (passed_count_ < passed_.size()) passed_[passed_count_++] = object;
    for (std::uint32_t i = 0; i < record_.path_count && missing_ != 0; ++i) {
        const PathRecord& rule = record_.paths[i];
        if (rule.inode != object.inode || rule.device != object.device) continue;
        if ((rule.granted & missing_) == 0) continue;
        missing_ &= ~rule.granted;
        if (rule_ == LANDLOCK_PRELOAD_NO_RULE) rule_ = i;
    }
}

void Walk::climb(UniqueFd directory) {
    constexpr int kManyEqual = 64;
    struct stat root = {};
    if (stat_path("/", root) != 0) {
        top_ = Top::failed;
        return;
    }
    struct stat status = {};
    struct stat below = {};
    bool is_hidden = false;
    bool is_sure = true;
    for (int equal = 0;;) {
        if (!directory.is_open() || stat_descriptor(directory.get(), status) != 0) {
            top_ = Top::failed;  // a disconnected directory has nothing above it
            return;
        }
        // A directory that is mounted on one of its own looks like its parent; only the root is
        // its own parent for good.
        const bool is_equal = object_of(status) == object_of(below);
        equal = is_equal ? equal + 1 : 0;
        if (is_equal && (object_of(status) == object_of(root) || equal == kManyEqual)) break;
        if (!is_hidden) visit(status);
        if (missing_ == 0) return;
        below = status;
        UniqueFd parent(open_within(directory.get(), "..", O_DIRECTORY));
        is_hidden = parent.is_open() && hides_parent(directory.get(), status, parent.get());
        if (is_hidden) is_sure = false;
        directory = std::move(parent);
    }
    const bool is_same_root =
        root.st_dev == record_.root_device && root.st_ino == record_.root_inode;
    const bool at_root = object_of(status) == object_of(root);
    if (!is_sure || !at_root || !is_same_root || !mount_of(AT_FDCWD, "/").is_root)
        top_ = Top::out_of_sight;
}

bool Walk::passed(const Object& object) const {
    for (std::size_t i = 0; i < passed_count_; ++i) {
        if (passed_[i] == object) return true;
    }
    return false;
}

// Whether a rule's path leads to another object than the rule is on; and to which, or to none.
// A relative path means something only where the process was started.
bool is_stale(const PathRecord& rule, Object& now) {
    now = {};
    const char* path = rule.real_path != nullptr ? rule.real_path : rule.path;
    struct stat status = {};
    if (rule.granted == 0 || *path != '/') return false;
    if (stat_path(path, status) == 0) now = object_of(status);
    return !(now == Object{rule.device, rule.inode});
}

// A rule that would have granted some of what is missing to an object on the way, were that the one
// its path led to at the start.
std::uint32_t find_stale_rule(const Record& record, const Walk& walk) {
    for (std::uint32_t i = 0; i < record.path_count; ++i) {
        Object now = {};
        if ((record.paths[i].granted & walk.missing()) == 0) continue;
        if (is_stale(record.paths[i], now) && walk.passed(now)) return i;
    }
    return LANDLOCK_PRELOAD_NO_RULE;
}

// Of what is asked for, what the layer handles. Any layer that handles a right of files also denies
// refer, handled or not.
AccessMask handled_of(const Record& record, AccessMask access) {
    const AccessMask handled = record.status.fs_enforced;
    return access & (handled | (handled != 0 ? kRefer : 0));
}

void set_unknown(landlock_preload_verdict& verdict, int code) {
    verdict.answer = LANDLOCK_PRELOAD_ANSWER_UNKNOWN;
    verdict.error = static_cast<std::uint32_t>(code);
}

void conclude(const Record& record, const Walk& walk, bool is_sure, int overlay_fd,
              landlock_preload_verdict& verdict) {
    verdict.missing = walk.missing();
    verdict.rule = walk.rule();
    if (walk.missing() == 0) {
        verdict.answer = LANDLOCK_PRELOAD_ANSWER_ALLOWED;
        Object now = {};
        if (verdict.rule != LANDLOCK_PRELOAD_NO_RULE) {
            verdict.stale = is_stale(record.paths[verdict.rule], now) ? 1 : 0;
        }
        return;
    }
    verdict.rule = find_stale_rule(record, walk);
    verdict.stale = verdict.rule != LANDLOCK_PRELOAD_NO_RULE ? 1 : 0;
    // A file that was copied up since has other numbers, and is the same to the kernel.
    const bool may_be_copy = verdict.stale != 0 && !record.paths[verdict.rule].is_directory &&
                             overlay_fd >= 0 && filesystem_of(overlay_fd) == kOverlayFs;
    if (!is_sure || may_be_copy) return set_unknown(verdict, 0);
    verdict.answer = LANDLOCK_PRELOAD_ANSWER_DENIED;
}

// The rights to the object itself; a missing one gets what its directory grants.
void decide_object(const Record& record, const char* path, AccessMask needed,
                   landlock_preload_verdict& verdict) {
    verdict.missing = needed;
    Located located = locate(path, Follow::yes);
    switch (located.location) {
        case Location::unknown:
            return set_unknown(verdict, errno);
        case Location::unrestricted:
            verdict.answer = LANDLOCK_PRELOAD_ANSWER_ALLOWED;
            verdict.missing = 0;
            return;
        case Location::missing:
        case Location::found:
            break;
    }
    const bool is_found = located.location == Location::found;
    const mode_t mode = located.status.st_mode;
    if (is_found && !S_ISCHR(mode) && !S_ISBLK(mode)) needed &= ~kIoctlDev;  // of devices only
    Walk walk(record, needed);
    const int overlay = is_found && !S_ISDIR(mode) ? located.object.get() : -1;
    if (is_found && S_ISDIR(mode)) {
        walk.climb(std::move(located.object));
    } else {
        if (is_found) walk.visit(located.status);
        if (!located.is_detached) walk.climb(std::move(located.directory));
    }
    conclude(record, walk, !located.is_detached && walk.top() == Top::reached, overlay, verdict);
}

// The rights to a name in its directory.
void decide_name(const Record& record, const char* path, AccessMask needed,
                 landlock_preload_verdict& verdict) {
    verdict.missing = needed;
    Located located = locate(path, Follow::no);
    if (!located.directory.is_open()) return set_unknown(verdict, errno);
    // A removed directory, held by a mount or a process, has no names and gets none: the kernel
    // says so before it asks Landlock.
    struct stat status = {};
    if (stat_descriptor(located.directory.get(), status) != 0) return set_unknown(verdict, errno);
    if (status.st_nlink == 0) return set_unknown(verdict, ENOENT);
    Walk walk(record, needed);
    walk.climb(std::move(located.directory));
    conclude(record, walk, walk.top() == Top::reached, -1, verdict);
}

void reset(landlock_preload_verdict& verdict) {
    const std::uint32_t size = verdict.size;
    verdict = {};
    verdict.size = size;
    verdict.rule = LANDLOCK_PRELOAD_NO_RULE;
}

// Both must be allowed: the less favourable answer stands, but for a name that is looked up in
// vain.
void combine(landlock_preload_verdict& verdict, const landlock_preload_verdict& name) {
    const AccessMask missing = verdict.missing | name.missing;
    const auto rank = [](std::uint32_t answer) {
        if (answer == LANDLOCK_PRELOAD_ANSWER_DENIED) return 2;
        return answer == LANDLOCK_PRELOAD_ANSWER_UNKNOWN ? 1 : 0;
    };
    if (name.error != 0 || rank(name.answer) > rank(verdict.answer)) verdict = name;
    verdict.missing = missing;
}

}  // namespace

void decide_path(const Record& record, const char* path, AccessMask access,
                 landlock_preload_verdict& verdict) {
    reset(verdict);
    verdict.answer = LANDLOCK_PRELOAD_ANSWER_ALLOWED;
    const AccessMask needed = handled_of(record, access);
    if ((needed & ~kNameAccess) != 0) {
        decide_object(record, path, needed & ~kNameAccess, verdict);
    }
    if ((needed & kNameAccess) == 0) return;
    landlock_preload_verdict name = {};
    name.size = verdict.size;
    name.rule = LANDLOCK_PRELOAD_NO_RULE;
    decide_name(record, path, needed & kNameAccess, name);
    if ((needed & ~kNameAccess) == 0) {
        verdict = name;
    } else {
        combine(verdict, name);
    }
}

void decide_port(const Record& record, std::uint16_t port, AccessMask access,
                 landlock_preload_verdict& verdict) {
    reset(verdict);
    verdict.missing = access & record.status.net_enforced;
    for (std::uint32_t i = 0; i < record.port_count && verdict.missing != 0; ++i) {
        const PortRecord& rule = record.ports[i];
        if (rule.port != port || (rule.granted & verdict.missing) == 0) continue;
        verdict.missing &= ~rule.granted;
        if (verdict.rule == LANDLOCK_PRELOAD_NO_RULE) verdict.rule = record.path_count + i;
    }
    verdict.answer =
        verdict.missing == 0 ? LANDLOCK_PRELOAD_ANSWER_ALLOWED : LANDLOCK_PRELOAD_ANSWER_DENIED;
    if (verdict.missing != 0) verdict.rule = LANDLOCK_PRELOAD_NO_RULE;
}

}  // namespace landlock_preload
