// SPDX-License-Identifier: MIT
//
// Plan to kernel: one ruleset for files, ports and scopes, since each further layer that handles
// any fs right would deny renames between directories once more.
//
// A path is opened once (O_PATH, following links), and the rule is on that very object: its type,
// from fstat on the same descriptor, decides which rights it can hold, so a path that is replaced
// in between cannot get the rights of what was there before. Only one descriptor is open at a time.
// Every path gets its rule, although another may be on what has the same numbers: it need not be
// the same object (FUSE, 9p), and the kernel ORs the rules on one object.
#include "sandbox/ruleset.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "base/diagnostic.hpp"
#include "base/directory.hpp"
#include "base/process_calls.hpp"
#include "landlock/kernel.hpp"
#include "resolve/preset_paths.hpp"

namespace landlock_preload {

RuleObjects::RuleObjects(std::size_t most) {
    std::size_t size = 16;
    while (size < 4 * most) size *= 2;
    slots_.resize(size);
    objects_.reserve(most);
}

std::size_t RuleObjects::slot(dev_t device, ino_t inode) const {
    constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15;
    const std::size_t mask = slots_.size() - 1;
    const std::uint64_t mixed = (inode ^ (std::uint64_t{device} << 40U)) * kGoldenRatio;
    std::size_t at = static_cast<std::size_t>(mixed >> 32U) & mask;
    while (slots_[at] != 0) {
        const RuleObject& object = objects_[slots_[at] - 1];
        if (object.inode == inode && object.device == device) break;
        at = (at + 1) & mask;
    }
    return at;
}

RuleObject& RuleObjects::find_or_add(dev_t device, ino_t inode) {
    std::uint32_t& number = slots_[slot(device, inode)];
    if (number == 0) {
        objects_.push_back({device, inode, 0, 0});
        number = static_cast<std::uint32_t>(objects_.size());
    }
    return objects_[number - 1];
}

const RuleObject* RuleObjects::find(dev_t device, ino_t inode) const {
    const std::uint32_t number = slots_[slot(device, inode)];
    if (number == 0 || objects_[number - 1].allowed == 0) return nullptr;
    return &objects_[number - 1];
}

namespace {

// Out of resources is no property of the path: leaving the rule out would break the program later
// for a reason that nobody could see.
bool is_exhaustion(int code) {
    return code == EMFILE || code == ENFILE || code == ENOMEM;
}

bool is_absence(int code) {
    return code == ENOENT || code == ENOTDIR || code == ENXIO;
}

// 0, or the errno that says how an object differs from the type that was asked for.
int check_type(PathType type, mode_t mode) {
    if (type == PathType::file && S_ISDIR(mode)) return EISDIR;
    if (type == PathType::directory && !S_ISDIR(mode)) return ENOTDIR;
    return 0;
}

// A directory, or a device that is none of memory, as /dev/null is. (libc's major() is a function,
// which anybody may define.)
bool may_hold_terminals(const struct stat& status) {
    constexpr unsigned kMemory = 1;
    const bool is_memory = status.st_rdev >> 8U == kMemory;  // whose minor numbers are below 256
    return S_ISDIR(status.st_mode) || (S_ISCHR(status.st_mode) && !is_memory);
}

// As stat_descriptor(), and in the same call the number of the mount that FD was reached through.
int look_at(int fd, struct stat& status, std::uint64_t& mount) {
    Statx found = {};
    if (read_statx(fd, "", AT_EMPTY_PATH, kStatxBasic | kMountId, found) != 0) {
        return stat_descriptor(fd, status);  // a container's filter
    }
    const auto number = [](dev_t major, dev_t minor) {  // as the kernel has it in struct stat
        return (minor & 0xffU) | major << 8U | (minor & ~dev_t{0xff}) << 12U;
    };
    status.st_dev = number(found.device_major, found.device_minor);
    status.st_rdev = number(found.node_major, found.node_minor);
    status.st_ino = static_cast<ino_t>(found.inode);
    status.st_mode = found.mode;
    if ((found.mask & kMountId) != 0) mount = found.mount_id;
    return 0;
}

class PathAdder {
  public:
    PathAdder(const ResolvedPolicy& policy, const Plan& plan, Ruleset& ruleset, Locate locate)
        : policy_(policy), plan_(plan), ruleset_(ruleset), locate_(locate) {}

    void add(const PlannedPath& planned);

  private:
    UniqueFd open(const ResolvedPath& path);
    void give_up(const PlannedPath& planned, int code, bool is_there = false);
    void check_root(const ResolvedPath& path, const struct stat& status);
    void add_object(const PlannedPath& planned, int fd, const struct stat& status);
    std::uint64_t find_mount(dev_t device, int fd);
    [[noreturn]] void fail_at(const ResolvedPath& path, const char* what, int code) const {
        fail(policy_.text_of(path.location), what + quote(path.path) + ": " + errno_text(code),
             code);
    }

    const ResolvedPolicy& policy_;
    const Plan& plan_;
    Ruleset& ruleset_;
    Locate locate_;
    struct {
        dev_t device;
        std::uint64_t mount;
    } mounts_[4] = {};  // one is enough of a filesystem, and few are in use
    std::size_t next_mount_ = 0;
    struct stat root_ = {};
};

// Any mount of the filesystem that an object is on.
std::uint64_t PathAdder::find_mount(dev_t device, int fd) {
    for (const auto& known : mounts_) {
        if (known.device == device) return known.mount;
    }
    auto& oldest = mounts_[next_mount_++ % std::size(mounts_)];
    oldest = {device, mount_number(kLastingMountId, fd)};
    return oldest.mount;
}

// A rule on the root grants everything: where that comes out of a variable or a preset it is an
// error, and where the path does not say it, it is worth a note. What is compared is the object
// itself.
void PathAdder::check_root(const ResolvedPath& path, const struct stat& status) {
    PathOutcome& outcome = ruleset_.outcomes.back();
    if (!S_ISDIR(status.st_mode) || (outcome.is_plain && !path.must_not_be_root)) return;
    if (root_.st_mode == 0 && stat_path("/", root_) != 0)
        fail_at(path, "cannot look up / for ", errno);
    if (status.st_ino != root_.st_ino || status.st_dev != root_.st_dev) return;
    if (path.must_not_be_root)
        fail(policy_.text_of(path.location), quote(path.path) + kLeadsToRoot);
    outcome.is_unsaid_root = !outcome.is_plain;
}

// IS_THERE: it is, but is not what was asked for, so that "optional" does not excuse it.
void PathAdder::give_up(const PlannedPath& planned, int code, bool is_there) {
    const ResolvedPath& path = policy_.paths[planned.index];
    if (is_exhaustion(code)) fail_at(path, "cannot open ", code);
    ruleset_.outcomes.back().code = code;
    if (path.options.optional && !is_there && is_absence(code)) return;
    ruleset_.unusable.push_back({planned.index, code});
}

UniqueFd PathAdder::open(const ResolvedPath& path) {
    constexpr int kAttempts = 4;
    bool& is_without_links = ruleset_.outcomes.back().is_without_links;
    for (int attempt = 1;; ++attempt) {
        UniqueFd fd = open_path(path, is_without_links);
        if (!path.options.create_directory || attempt == kAttempts) return fd;
        struct stat status = {};
        // Another start that is refused removes what it made, perhaps while this one finds it.
        if (fd.is_open() && stat_descriptor(fd.get(), status) != 0) return {};
        if (fd.is_open() && status.st_nlink != 0) return fd;
        if (!fd.is_open() && errno != ENOENT) return fd;
        errno = ruleset_.made.make(path);
        if (errno != 0 && errno != ENOENT) return {};
    }
}

void PathAdder::add(const PlannedPath& planned) {
    const ResolvedPath& path = policy_.paths[planned.index];
    ruleset_.outcomes.emplace_back();
    if (locate_ == Locate::yes) ruleset_.real_paths.emplace_back();
    struct stat status = {};
    if (path.descriptor != kNoDescriptor) {
        if (look_at(path.descriptor, status, ruleset_.outcomes.back().way) != 0)
            return give_up(planned, errno);
        if (S_ISDIR(status.st_mode)) return give_up(planned, EISDIR);  // another thread's doing
        return add_object(planned, path.descriptor, status);
    }
    if (path.no_match != 0) return give_up(planned, path.no_match);
    const UniqueFd parent = open(path);
    PathOutcome& outcome = ruleset_.outcomes.back();
    outcome.is_plain = outcome.is_without_links && path.path.starts_with('/') &&
                       path.path.find("/..") == std::string::npos;
    if (!parent.is_open() || look_at(parent.get(), status, outcome.way) != 0)
        return give_up(planned, errno);
    const int mismatch = check_type(path.options.type, status.st_mode);
    if (mismatch != 0) return give_up(planned, mismatch, true);
    check_root(path, status);
    add_object(planned, parent.get(), status);
}

void PathAdder::add_object(const PlannedPath& planned, int fd, const struct stat& status) {
    const ResolvedPath& path = policy_.paths[planned.index];
    AccessMask allowed = planned.allowed;
    if (!S_ISDIR(status.st_mode)) allowed &= kFileAccess;
    if (S_ISREG(status.st_mode) && (allowed & fs_access("write_file")) != 0) {
        ruleset_.written_files.push_back(planned.index);
    }
    if ((allowed & fs_access("ioctl_dev")) != 0 && may_hold_terminals(status)) {
        ruleset_.has_terminals = true;
    }
    PathOutcome& outcome = ruleset_.outcomes.back();
    outcome.device = status.st_dev;
    outcome.inode = status.st_ino;
    outcome.granted = allowed;
    outcome.is_directory = S_ISDIR(status.st_mode);
    outcome.mount = find_mount(status.st_dev, fd);
    if (locate_ == Locate::yes) ruleset_.real_paths.back() = descriptor_path(fd);
    const bool quiet = path.options.quiet && plan_.quiet[AccessClass::fs] != 0;
    if (!quiet && allowed == 0) return;
    RuleObject& object = ruleset_.objects.find_or_add(status.st_dev, status.st_ino);
    const int code = add_path_rule(ruleset_.fd.get(), fd, allowed, quiet);
    // EBADFD: a pipe, a socket, a memfd, reached through /proc/PID/fd. Landlock never restricts
    // those, so the access that was asked for is there without a rule.
    if (code == EBADFD) return;
    if (code != 0) fail_at(path, "cannot add a rule for ", code);
    if (object.allowed == 0) object.index = planned.index;
    object.allowed |= allowed;
}

}  // namespace

Ruleset build_ruleset(const ResolvedPolicy& policy, const Plan& plan, Locate locate) {
    Ruleset ruleset{
        create_ruleset(plan.handled, plan.quiet), RuleObjects(plan.paths.size()), {}, {}, {}, {}};
    ruleset.outcomes.reserve(plan.paths.size());
    PathAdder adder(policy, plan, ruleset, locate);
    for (const PlannedPath& path : plan.paths) adder.add(path);
    for (const PlannedPort& port : plan.ports) {
        const int code = add_port_rule(ruleset.fd.get(), port.port, port.allowed, port.quiet);
        // EAFNOSUPPORT: a kernel without TCP/IP has no port to protect.
        if (code != 0 && code != EAFNOSUPPORT) {
            fail(
                policy.source,
                "cannot add a rule for port " + std::to_string(port.port) + ": " + errno_text(code),
                code);
        }
    }
    return ruleset;
}

}  // namespace landlock_preload
