// SPDX-License-Identifier: MIT
//
// The kernel decides on a file by the directories above the name it is reached by. So the last
// component is looked up here by itself, below a descriptor of the directory that holds it, and
// links at that place are followed by hand, as path_resolution(7) says.
//
// Links of /proc that are no text (fd/N, exe, cwd) lead to an object wherever it is; for one that
// is no directory, the text is only taken where it leads back to that very object.
//
// One path is kept, and not on the stack, which may be a signal handler's.
#include "query/path_lookup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/path_page.hpp"
#include "base/process_calls.hpp"

namespace landlock_preload {
namespace {

constexpr int kMaxLinks = 40;  // the kernel's

// linux/magic.h, and of filesystems that are mounted nowhere
constexpr unsigned long kProcFs = 0x9fa0;
constexpr unsigned long kUnmountedFilesystems[] = {
    0x50495045,  // pipefs
    0x534f434b,  // sockfs
    0x09041934,  // anon_inode
    0x6e736673,  // nsfs
    0x50494446,  // pidfs
    0x444d4142,  // dma-buf
    0x5345434d,  // secretmem
};

bool is_same(const struct stat& one, const struct stat& other) {
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

class Locator {
  public:
    explicit Locator(Follow follow) : follow_(follow) {}

    PathLookup locate(const char* path);

  private:
    bool enter_directory();
    bool look_up();
    bool follow_link();
    bool stop_at_target(UniqueFd target);
    bool stop(Lookup outcome, int code) {
        result_.outcome = outcome;
        result_.code = code;
        return false;
    }
    bool stop_at_object() {
        if (must_be_directory_ && !S_ISDIR(result_.status.st_mode)) {
            return stop(Lookup::unknown, ENOTDIR);
        }
        return stop(Lookup::found, 0);
    }
    [[nodiscard]] int base() const { return base_.is_open() ? base_.get() : AT_FDCWD; }

    Follow follow_;
    PathLookup result_;
    UniqueFd base_;  // where a relative path starts; not open: the working directory
    PathPage page_;
    char* const path_ = page_.text();
    const char* name_ = nullptr;  // the last component, in path_
    bool must_be_directory_ = false;
};

// Opens the directory of the path's last component, and sets name_ to that.
bool Locator::enter_directory() {
    std::size_t length = std::strlen(path_);
    while (length > 1 && path_[length - 1] == '/') {
        path_[--length] = '\0';
        must_be_directory_ = true;
    }
    const std::size_t last = std::string_view(path_, length).rfind('/');
    char* slash = last == std::string_view::npos ? nullptr : path_ + last;
    const char* holder = ".";
    name_ = path_;
    if (slash == path_) {
        holder = "/";
        name_ = path_ + 1;
    } else if (slash != nullptr) {
        *slash = '\0';
        holder = path_;
        name_ = slash + 1;
    }
    result_.directory = UniqueFd(open_within(base(), holder, O_DIRECTORY));
    return result_.directory.is_open() || stop(Lookup::unknown, result_.directory.error());
}

// Whether there is a link to follow; otherwise the result stands.
bool Locator::look_up() {
    const std::string_view name = name_;
    const char* wanted = name.empty() ? "." : name_;
    result_.object = UniqueFd(open_within(result_.directory.get(), wanted, O_NOFOLLOW));
    if (!result_.object.is_open()) {
        const int code = result_.object.error();
        return stop(code == ENOENT ? Lookup::missing : Lookup::unknown, code);
    }
    const int failed = stat_descriptor(result_.object.get(), result_.status);
    if (failed != 0) return stop(Lookup::unknown, -failed);
    const bool follows = S_ISLNK(result_.status.st_mode) && follow_ == Follow::yes;
    return follows || stop_at_object();
}

// TARGET is what a link of /proc leads to, path_ what it says.
bool Locator::stop_at_target(UniqueFd target) {
    if (!target.is_open()) return stop(Lookup::unknown, target.error());
    const int failed = stat_descriptor(target.get(), result_.status);
    if (failed != 0) return stop(Lookup::unknown, -failed);
    const struct stat expected = result_.status;
    if (!S_ISDIR(expected.st_mode)) {
        const unsigned long filesystem = filesystem_of(target.get());
        for (const unsigned long unmounted : kUnmountedFilesystems) {
            if (filesystem == unmounted) return stop(Lookup::not_filesystem, 0);
        }
        struct stat root = {};
        const bool is_memory = std::string_view(path_).starts_with("/memfd:") &&
                               expected.st_nlink == 0 && stat_path("/", root) == 0 &&
                               root.st_dev != expected.st_dev;
        if (is_memory) return stop(Lookup::not_filesystem, 0);
        const Mount mount = mount_of(target.get());
        const bool leads_back = enter_directory() && !look_up() &&
                                result_.outcome == Lookup::found &&
                                is_same(result_.status, expected) && mount.id != 0 &&
                                mount.id == mount_of(result_.object.get()).id;
        if (leads_back) return false;
        result_.is_detached = true;
    }
    result_.object = std::move(target);
    result_.status = expected;
    return stop_at_object();
}

// Whether there is another name to look up; otherwise the result stands.
bool Locator::follow_link() {
    UniqueFd target;
    if (filesystem_of(result_.object.get()) == kProcFs) {
        target = UniqueFd(open_within(result_.directory.get(), name_, 0));
    }
    const ssize_t length = read_link_at(result_.object.get(), "", path_, PathPage::kSize);
    if (length <= 0) return stop(Lookup::unknown, length == 0 ? ENOENT : static_cast<int>(-length));
    if (length == static_cast<ssize_t>(PathPage::kSize)) return stop(Lookup::unknown, ENAMETOOLONG);
    path_[length] = '\0';
    const std::string_view text = path_;
    const bool is_by_object = filesystem_of(result_.object.get()) == kProcFs &&
                              (text.starts_with('/') || text.find(':') != std::string_view::npos);
    if (is_by_object) return stop_at_target(std::move(target));
    base_ = std::move(result_.directory);
    return true;
}

PathLookup Locator::locate(const char* path) {
    const std::size_t length = std::strlen(path);
    if (length == 0 || length >= PATH_MAX) {
        stop(Lookup::unknown, length == 0 ? ENOENT : ENAMETOOLONG);
        return std::move(result_);
    }
    if (path_ == nullptr) {
        stop(Lookup::unknown, ENOMEM);
        return std::move(result_);
    }
    std::memcpy(path_, path, length + 1);
    for (int links = 0; enter_directory() && look_up() && follow_link();) {
        if (++links > kMaxLinks) {
            stop(Lookup::unknown, ELOOP);
            break;
        }
    }
    return std::move(result_);
}

}  // namespace

Mount mount_of(int directory, const char* path) {
    constexpr std::uint64_t kMountRoot = 0x2000;
    Statx status = {};
    if (read_statx(directory, path, AT_EMPTY_PATH, kMountId, status) != 0) return {};
    return {(status.mask & kMountId) != 0 ? status.mount_id : 0,
            (status.attributes & kMountRoot) != 0};
}

PathLookup locate(const char* path, Follow follow) {
    return Locator(follow).locate(path);
}

}  // namespace landlock_preload
