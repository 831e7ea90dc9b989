// SPDX-License-Identifier: MIT
//
// Most names are looked up by one call of the kernel, from the task's working directory or
// descriptor; where it would see something else than the task does, we go the way ourselves.
//
// Between our look and the kernel's, memory and names can change. What is learned or explained by
// it decides nothing, so that this is no hole; to enforce by it would be one.
#include "observe/task_world.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <utility>

#include "base/process_calls.hpp"
#include "observe/task.hpp"
#include "observe/task_walk.hpp"

namespace landlock_preload {
namespace {

UniqueFd open_as_kernel(int base, const std::string& path, Follow follow, std::uint64_t resolve) {
    struct open_how how = {};
    how.flags = O_PATH | O_CLOEXEC | (follow == Follow::yes ? 0U : O_NOFOLLOW);
    how.resolve = resolve | RESOLVE_NO_MAGICLINKS;
    return UniqueFd(
        static_cast<int>(system_call(SYS_openat2, base, path.c_str(), &how, sizeof(how))));
}

// Whether PATH is what /proc/self leads to for us: the task has another.
bool is_our_own(const std::string& path, pid_t supervisor) {
    const std::string ours = "/proc/" + std::to_string(supervisor);
    return path.starts_with(ours) && (path.size() == ours.size() || path[ours.size()] == '/');
}

Found failed(int error) {
    Found found;
    found.error = error;
    return found;
}

// Of an object, all that one call tells.
Found look_at(int directory, const char* path) {
    constexpr std::uint32_t kMountId = 0x1000;
    Statx status = {};
    if (read_statx(directory, path, AT_EMPTY_PATH, kStatxBasic | kMountId, status) != 0) {
        return failed(EIO);
    }
    Found found;
    found.mode = status.mode;
    found.object = {makedev(status.device_major, status.device_minor), status.inode};
    found.mount = (status.mask & kMountId) != 0 ? status.mount_id : 0;
    return found;
}

constexpr int kOctal = 8;
constexpr int kDecimal = 10;

// A number that /proc tells of a descriptor; -1: it tells none.
int descriptor_fact(pid_t task, int fd, const std::string& field, int base) {
    const std::string text = read_all(task_path(task, "fdinfo/" + std::to_string(fd)));
    const std::string key = field + ":\t";
    const std::size_t at = text.find(key);
    if (at == std::string::npos) return -1;
    return static_cast<int>(std::strtol(text.c_str() + at + key.size(), nullptr, base));
}

}  // namespace

Found describe(UniqueFd fd) {
    if (!fd.is_open()) return failed(fd.error());
    Found found = look_at(fd.get(), "");
    if (found.error != 0) return found;
    found.path = path_of(fd.get());
    found.handle = std::make_shared<const UniqueFd>(std::move(fd));
    return found;
}

Scene Scene::of_this_process() {
    Scene scene;
    scene.supervisor = getpid();
    const Found root = describe(UniqueFd(open("/", O_PATH | O_CLOEXEC)));
    scene.root = root.object;
    scene.root_mount = root.mount;
    scene.process_numbers = look_at(AT_FDCWD, "/proc/self/ns/pid").object;
    return scene;
}

void Scene::note_open(pid_t task) {
    const std::string list = task_path(task, "fd");
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(list.c_str()), closedir);
    if (directory == nullptr) return;
    while (const dirent* entry = readdir(directory.get())) {  // NOLINT(concurrency-mt-unsafe)
        struct stat status = {};
        if (entry->d_name[0] == '.') continue;
        if (stat((list + '/' + entry->d_name).c_str(), &status) != 0) continue;
        open_at_start.emplace(status.st_dev, status.st_ino);
    }
}

bool TaskWorld::has_our_root() {
    const Found root = look_at(AT_FDCWD, task_path(task_, "root").c_str());
    return root.error == 0 && root.object == scene_.root && root.mount == scene_.root_mount;
}

UniqueFd TaskWorld::open_base(int directory, int flags) const {
    const std::string link = directory == AT_FDCWD ? "cwd" : "fd/" + std::to_string(directory);
    return UniqueFd(open(task_path(task_, link).c_str(), flags | O_CLOEXEC));
}

// A link of /proc is followed by who may trace its process (ptrace(2)).
Found TaskWorld::walk(UniqueFd base, const std::string& path, Follow follow) {
    const UniqueFd root(open(task_path(task_, "root").c_str(), O_PATH | O_CLOEXEC));
    if (!root.is_open()) return failed(root.error());
    std::vector<pid_t> processes;
    Found found = describe(walk_as_task(task_, root, std::move(base), path, follow, processes));
    const bool may_follow = std::ranges::all_of(
        processes, [&](pid_t process) { return process == 0 || is_observed(process); });
    if (may_follow || found.error != 0) return found;
    found = failed(EACCES);
    found.is_untraceable = true;
    return found;
}

Found TaskWorld::find(const Name& name, Follow follow, std::uint64_t resolve) {
    if (name.path.empty()) return failed(ENOENT);
    const bool is_absolute = name.path.front() == '/' && (resolve & RESOLVE_IN_ROOT) == 0;
    UniqueFd base;
    if (!is_absolute) {
        base = open_base(name.directory, O_PATH);
        if (!base.is_open()) return failed(base.error());
    }
    // Below a directory that is not left, the root is no matter; nor are links of /proc followed
    // there.
    const bool is_scoped = (resolve & (RESOLVE_BENEATH | RESOLVE_IN_ROOT)) != 0;
    if (is_scoped || has_our_root()) {
        UniqueFd fd =
            open_as_kernel(is_absolute ? AT_FDCWD : base.get(), name.path, follow, resolve);
        const bool is_final =
            is_scoped || (resolve & (RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS)) != 0;
        if (!fd.is_open() && (fd.error() != ELOOP || is_final)) return failed(fd.error());
        if (fd.is_open()) {
            Found found = describe(std::move(fd));
            if (!is_our_own(found.path, scene_.supervisor)) return found;
        }
    }
    return walk(std::move(base), name.path, follow);
}

Found TaskWorld::find_in(const Found& directory, const std::string& entry) {
    Found found =
        describe(UniqueFd(open_within(directory.handle->get(), entry.c_str(), O_NOFOLLOW)));
    return found;
}

Found TaskWorld::find_descriptor(int fd) {
    return describe(
        UniqueFd(open(task_path(task_, "fd/" + std::to_string(fd)).c_str(), O_PATH | O_CLOEXEC)));
}

std::string TaskWorld::read_link_text(const Found& link) {
    std::string text(PATH_MAX, '\0');
    const ssize_t length = read_link_at(link.handle->get(), "", text.data(), text.size());
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
    return text;
}

bool TaskWorld::may(const Found& object, int mode) {
    constexpr long kFaccessat2 = 439;
    if (S_ISCHR(object.mode) || S_ISBLK(object.mode)) {
        struct statvfs status = {};
        const bool is_known = fstatvfs(object.handle->get(), &status) == 0;
        if (is_known && (status.f_flag & ST_NODEV) != 0) return false;
    }
    const long result =
        system_call(kFaccessat2, object.handle->get(), "", mode, AT_EMPTY_PATH | AT_EACCESS);
    return result != -EACCES && result != -EROFS && result != -EPERM;
}

std::string TaskWorld::read(const Found& file, std::uint64_t offset, std::size_t size) {
    const std::string link = "/proc/self/fd/" + std::to_string(file.handle->get());
    const UniqueFd readable(open(link.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    std::string text(size, '\0');
    const ssize_t length =
        readable.is_open() ? pread(readable.get(), text.data(), size, static_cast<off_t>(offset))
                           : 0;
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
    return text;
}

int TaskWorld::flags_of(int fd) {
    return descriptor_fact(task_, fd, "flags", kOctal);
}

// The number is the one that we know the process by, if it is of those that /proc shows us.
pid_t TaskWorld::process_of(int fd) {
    return descriptor_fact(task_, fd, "Pid", kDecimal);
}

Found TaskWorld::find_handle(int mount, const std::string& handle) {
    const UniqueFd base = open_base(mount, O_RDONLY | O_DIRECTORY);
    if (!base.is_open()) return failed(base.error());
    return describe(UniqueFd(static_cast<int>(
        system_call(SYS_open_by_handle_at, base.get(), handle.data(), O_PATH | O_CLOEXEC))));
}

bool TaskWorld::was_open_outside(const Found& object) {
    const auto key = std::make_pair(object.object.device, object.object.inode);
    const bool is_device = S_ISCHR(object.mode) || S_ISBLK(object.mode);
    return scene_.open_at_start.contains(key) ||
           (is_device && !scene_.opened_devices.contains(key));
}

// What does not exist, or is another user's, is not refused for Landlock's sake. In a PID namespace
// of its own a task sees nobody else's processes, and by other numbers than we.
bool TaskWorld::is_observed(pid_t process) {
    constexpr int kDeepest = 1000;
    const Found numbers = look_at(AT_FDCWD, task_path(task_, "ns/pid").c_str());
    if (numbers.error == 0 && !(numbers.object == scene_.process_numbers)) return true;
    if (kill(process, 0) != 0) return true;
    pid_t at = process;
    for (int i = 0; i < kDeepest; ++i) {
        const pid_t parent = task_number(at, "PPid");
        if (parent == scene_.supervisor) return true;
        if (parent == 0) return false;
        at = parent;
    }
    return false;
}

}  // namespace landlock_preload
