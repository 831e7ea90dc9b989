// SPDX-License-Identifier: MIT
//
// The kernel's own walk (security/landlock/fs.c, is_access_to_paths_allowed), from outside: the
// rights of every rule on an object between the one in question and the root are added up. A mount
// point is left by the directory it is mounted in; what it hides is not looked at. Rules belong to
// objects (device and inode), whatever their names are now.
//
// The numbers of an object are not always enough. A rule is gone with the filesystem that it was
// on, and the next one that is mounted may have the same numbers: so a rule counts for sure only
// while a mount of that filesystem is still there that was there when the rule was made. And the
// files of some filesystems share a number: there a file handle, in which the kernel writes what it
// tells its inodes apart by, is compared with the one that the rule's path has.
#include "query/walk.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/path_page.hpp"
#include "base/process_calls.hpp"
#include "query/path_lookup.hpp"

namespace landlock_preload {
namespace {

// linux/magic.h: where the server says which number a file has.
constexpr unsigned long kFuse = 0x65735546;
constexpr unsigned long kPlan9 = 0x01021997;
constexpr unsigned long kOverlayFs = 0x794c7630;  // where each name of a file may be another one

// Whether the name that a directory has now leads to it.
bool has_visible_name(int directory, const struct stat& status) {
    const PathPage page;
    char* name = page.text();
    if (name == nullptr) return false;
    const ssize_t length = read_link(DescriptorLink(directory).path, name, PathPage::kSize - 1);
    if (length <= 0) return false;
    name[length] = '\0';
    // A directory that was removed is still mounted where it was, and the text says so.
    const std::string_view removed = " (deleted)";
    if (status.st_nlink == 0 && std::string_view(name).ends_with(removed)) {
        name[static_cast<std::size_t>(length) - removed.size()] = '\0';
    }
    const UniqueFd named(open_within(AT_FDCWD, name, O_DIRECTORY));
    struct stat found = {};
    return named.is_open() && stat_descriptor(named.get(), found) == 0 &&
           object_of(found) == object_of(status) &&
           mount_of(named.get()).id == mount_of(directory).id;
}

// Whether the parent of DIRECTORY, reached by "..", is mounted over the directory that the kernel
// goes on to: it leaves a mount by the place it is mounted on and, unlike "..", never enters
// another.
bool hides_parent(int directory, const struct stat& status, const Mount& below,
                  const Mount& above) {
    if (!below.is_root) return below.id != above.id;
    return above.is_root && !has_visible_name(directory, status);
}

struct Handle {  // struct file_handle of fcntl.h, with room for the longest
    std::uint32_t size = 128;
    std::int32_t type = 0;
    unsigned char bytes[128] = {};
};

// Whether the kernel has a handle for each, and the same.
bool have_equal_handles(int one, int other) {
    Handle handles[2];
    int mount = 0;
    if (handle_of(one, &handles[0], &mount) != 0) return false;
    if (handle_of(other, &handles[1], &mount) != 0) return false;
    return handles[0].type == handles[1].type && handles[0].size == handles[1].size &&
           std::memcmp(handles[0].bytes, handles[1].bytes, handles[0].size) == 0;
}

bool is_at_its_path(const PathRecord& rule, int object) {
    const char* path = rule.real_path != nullptr ? rule.real_path : rule.path;
    const UniqueFd now(open_within(AT_FDCWD, path, 0));
    return now.is_open() && have_equal_handles(now.get(), object);
}

// Why a rule on an object with these numbers may not be in force on the one that FD is open on.
Doubt find_doubt(const PathRecord& rule, const struct stat& status, int fd) {
    if (rule.mount != 0 && mount_number(kLastingMountId, fd) != rule.mount &&
        !is_still_mounted(rule.mount)) {
        return Doubt::unmounted;
    }
    const unsigned long filesystem = filesystem_of(fd);
    const bool is_numbered_by_server = filesystem == kFuse || filesystem == kPlan9;
    if (is_numbered_by_server && !is_at_its_path(rule, fd)) return Doubt::equal_numbers;
    // An overlay breaks the hard links of its lower layers when it copies a file up, and they are
    // different files to the kernel before that, with one number.
    const bool may_be_broken =
        filesystem == kOverlayFs && !S_ISDIR(status.st_mode) && status.st_nlink > 1;
    return may_be_broken ? Doubt::equal_numbers : Doubt::none;
}

}  // namespace

bool is_stale(const PathRecord& rule, Object& now) {
    now = {};
    const char* path = rule.real_path != nullptr ? rule.real_path : rule.path;
    struct stat status = {};
    if (rule.granted == 0 || *path != '/') return false;
    if (stat_path(path, status) == 0) now = object_of(status);
    return !(now == Object{rule.device, rule.inode});
}

void Walk::visit(const struct stat& status, int fd) {
    const Object object = object_of(status);
    if (passed_count_ < passed_.size()) passed_[passed_count_++] = object;
    for (std::uint32_t i = 0; i < record_.path_count && missing_ != 0; ++i) {
        const PathRecord& rule = record_.paths[i];
        if (rule.inode != object.inode || rule.device != object.device) continue;
        if ((rule.granted & missing_) == 0) continue;
        granted_by_none_ &= ~rule.granted;
        const Doubt doubt = find_doubt(rule, status, fd);
        if (doubt == Doubt::none) {
            missing_ &= ~rule.granted;
            if (rule_ == LANDLOCK_PRELOAD_NO_RULE) rule_ = i;
        } else if (doubt_of_rule_ == Doubt::none) {
            doubtful_rule_ = i;
            doubt_of_rule_ = doubt;
        }
    }
}

void Walk::climb(UniqueFd directory) {
    constexpr int kManyEqual = 64;
    struct stat root = {};
    if (stat_path("/", root) != 0) {
        doubt_of_way_ = Doubt::other_root;
        return;
    }
    struct stat status = {};
    struct stat below = {};
    Mount mount = mount_of(directory.get());
    bool is_hidden = false;
    for (int equal = 0;;) {
        if (!directory.is_open() || stat_descriptor(directory.get(), status) != 0) {
            doubt_of_way_ = Doubt::disconnected;
            return;
        }
        // A directory that is mounted on one of its own looks like its parent; only the root is
        // its own parent for good.
        const bool is_equal = object_of(status) == object_of(below);
        equal = is_equal ? equal + 1 : 0;
        if (is_equal && (object_of(status) == object_of(root) || equal == kManyEqual)) break;
        if (!is_hidden) visit(status, directory.get());
        if (missing_ == 0) return;
        below = status;
        UniqueFd parent(open_within(directory.get(), "..", O_DIRECTORY));
        const Mount above = mount_of(parent.get());
        is_hidden = parent.is_open() && hides_parent(directory.get(), status, mount, above);
        if (is_hidden) doubt_of_way_ = Doubt::hidden;
        directory = std::move(parent);
        mount = above;
    }
    const bool is_same_root =
        root.st_dev == record_.root_device && root.st_ino == record_.root_inode;
    const bool at_root = object_of(status) == object_of(root);
    if (!at_root || !is_same_root || !mount_of(AT_FDCWD, "/").is_root) {
        doubt_of_way_ = Doubt::other_root;
    }
}

bool Walk::passed(const Object& object) const {
    return std::find(passed_.begin(), passed_.begin() + passed_count_, object) !=
           passed_.begin() + passed_count_;
}

}  // namespace landlock_preload
