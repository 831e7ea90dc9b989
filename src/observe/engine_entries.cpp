// SPDX-License-Identifier: MIT
//
// What makes, removes and moves names. Landlock judges it on the directory of the name
// (hook_path_mkdir and its kin, current_check_refer_path).
#include <fcntl.h>
#include <linux/fs.h>
#include <unistd.h>

#include <string_view>

#include "observe/engine_parts.hpp"
#include "observe/landmarks.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kRefer = fs_access("refer");
constexpr std::string_view kDeleted = " (deleted)";

// Only directories have names with a slash behind them. Both of an exchange are there.
bool has_wrong_slash(const EntryPlace& from, const EntryPlace& to, bool is_exchange) {
    const EntryPlace& becomes_target = is_exchange ? to : from;
    return (from.must_be_directory && !from.entry.is_directory()) ||
           (to.must_be_directory && !becomes_target.entry.is_directory());
}

// A file that was removed, which nothing names again.
bool is_gone(const Found& file) {
    return file.path.ends_with(kDeleted);
}

// A file of O_TMPFILE is called by its number, in the directory that it was made for.
bool is_nameless(const Found& file) {
    const std::string name = "/#" + std::to_string(file.object.inode);
    return file.path.ends_with(name + std::string(kDeleted));
}

// Nothing is moved to below itself, and nothing in place of what it is below.
bool holds_other(const EntryPlace& one, const EntryPlace& other) {
    return one.entry.is_directory() && is_within(other.directory.path, one.path());
}

}  // namespace

AccessMask right_to_remove(mode_t mode) {
    return S_ISDIR(mode) ? fs_access("remove_dir") : fs_access("remove_file");
}

AccessMask right_to_make(mode_t mode) {
    switch (mode & S_IFMT) {
        case S_IFLNK:
            return fs_access("make_sym");
        case S_IFDIR:
            return fs_access("make_dir");
        case S_IFCHR:
            return fs_access("make_char");
        case S_IFBLK:
            return fs_access("make_block");
        case S_IFIFO:
            return fs_access("make_fifo");
        case S_IFSOCK:
            return fs_access("make_sock");
    }
    return fs_access("make_reg");
}

bool EntryPlace::is_usable() const {
    return directory.is_directory() && !name.empty() && name != "." && name != "..";
}

std::string EntryPlace::path() const {
    return (directory.path == "/" ? "" : directory.path) + '/' + name;
}

EntryPlace Engine::place(const Name& name, std::uint64_t resolve) {
    EntryPlace place;
    if (name.path.empty()) return place;
    const SplitPath split = split_path(name.path);
    place.directory = world_.find({name.directory, split.directory}, Follow::yes, resolve);
    place.name = split.name;
    place.must_be_directory = split.must_be_directory;
    if (place.is_usable()) place.entry = world_.find_in(place.directory, split.name);
    return place;
}

void Engine::operator()(const MakeEntry& make) {
    const EntryPlace where = place(make.name);
    if (!where.is_usable() || where.entry.error != ENOENT) return;
    if (where.must_be_directory && make.right != fs_access("make_dir")) return;
    if (!world_.may(where.directory, W_OK | X_OK)) return;
    const bool is_like_file = make.is_whiteout && kernel_.whiteouts_need_make_reg;
    need(where.directory, is_like_file ? fs_access("make_reg") : make.right, make.name.path);
    findings.made.push_back(where.path());
}

void Engine::operator()(const RemoveEntry& remove) {
    const EntryPlace where = place(remove.name);
    if (!where.is_usable() || where.entry.error != 0) return;
    if (where.entry.is_directory() != remove.is_directory) return;
    if (where.must_be_directory && !remove.is_directory) return;
    if (!world_.may(where.directory, W_OK | X_OK)) return;
    need(where.directory, right_to_remove(where.entry.mode), remove.name.path);
    findings.removed.push_back(where.path());
}

void Engine::operator()(const RenameEntry& rename) {
    const EntryPlace from = place(rename.from);
    const EntryPlace to = place(rename.to);
    const bool is_exchange = (rename.flags & RENAME_EXCHANGE) != 0;
    if (!from.is_usable() || !to.is_usable() || from.entry.error != 0) return;
    if (from.directory.mount != to.directory.mount) return;  // EXDEV, whatever the policy
    const bool replaces = to.entry.error == 0;
    if ((rename.flags & RENAME_NOREPLACE) != 0 && replaces) return;
    if (is_exchange && !replaces) return;
    if (has_wrong_slash(from, to, is_exchange)) return;
    if (holds_other(from, to) || holds_other(to, from)) return;
    if (!world_.may(from.directory, W_OK | X_OK) || !world_.may(to.directory, W_OK | X_OK)) return;
    AccessMask on_old = right_to_remove(from.entry.mode);
    AccessMask on_new = right_to_make(from.entry.mode);
    if (replaces) on_new |= right_to_remove(to.entry.mode);
    if (is_exchange) on_old |= right_to_make(to.entry.mode);
    if ((rename.flags & RENAME_WHITEOUT) != 0 && kernel_.whiteouts_need_make_reg) {
        on_old |= fs_access("make_reg");
    }
    if (from.directory.object == to.directory.object) {
        need(from.directory, on_old | on_new, rename.from.path);
    } else {
        findings.moves.push_back({from.directory, to.directory, from.entry});
        if (is_exchange) findings.moves.push_back({to.directory, from.directory, to.entry});
        need(from.directory, on_old | kRefer, rename.from.path);
        need(to.directory, on_new | kRefer, rename.to.path);
    }
    findings.made.push_back(to.path());
    if (is_exchange) findings.made.push_back(from.path());
    if (!is_exchange) findings.removed.push_back(from.path());
}

Found Engine::linked_object(const LinkFile& link) {
    const bool is_by_descriptor = link.from.path.empty() && (link.flags & AT_EMPTY_PATH) != 0;
    if (is_by_descriptor) return world_.find_descriptor(link.from.directory);
    return world_.find(link.from, (link.flags & AT_SYMLINK_FOLLOW) != 0 ? Follow::yes : Follow::no);
}

void Engine::operator()(const LinkFile& link) {
    const Found object = linked_object(link);
    const EntryPlace to = place(link.to);
    if (object.error != 0 || object.is_directory() || !to.is_usable()) return;
    if (to.entry.error != ENOENT || to.must_be_directory) return;
    if (object.mount != to.directory.mount || !world_.may(to.directory, W_OK | X_OK)) return;
    if (is_gone(object) && !is_nameless(object)) return;
    AccessMask rights = right_to_make(object.mode);
    findings.made.push_back(to.path());
    if (!object.path.empty()) {
        const Found parent =
            world_.find({AT_FDCWD, split_path(object.path).directory}, Follow::yes);
        if (parent.error == 0 && !(parent.object == to.directory.object)) {
            need(parent, kRefer, link.from.path);
            rights |= kRefer;
            findings.moves.push_back({parent, to.directory, object});
        }
    }
    need(to.directory, rights, link.to.path);
}

}  // namespace landlock_preload
