// SPDX-License-Identifier: MIT
//
// The kernel looks names up for the task that asks. Where its root is not ours, or a link of /proc
// means the one who asks (self, fd/N), we have to go its way by hand: "self" is the task, a link
// of /proc that is no text is opened, and ".." at the task's root stays there.
#include "observe/task_walk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/process_calls.hpp"
#include "observe/task.hpp"
#include "query/walk.hpp"

namespace landlock_preload {
namespace {

constexpr int kMaxLinks = 40;  // the kernel's
constexpr unsigned long kProcFs = 0x9fa0;
constexpr ino_t kProcRoot = 1;

bool is_same_object(int one, int other) {
    struct stat first = {};
    struct stat second = {};
    return stat_descriptor(one, first) == 0 && stat_descriptor(other, second) == 0 &&
           object_of(first) == object_of(second);
}

class TaskWalk {
  public:
    TaskWalk(pid_t task, const UniqueFd& root, UniqueFd base, std::string path, Follow follow,
             std::vector<pid_t>& processes)
        : task_(task),
          root_(root),
          here_(std::move(base)),
          rest_(std::move(path)),
          follow_(follow),
          processes_(processes) {}

    UniqueFd run();

  private:
    // Takes the next component off the rest; false: there is none.
    bool take(std::string& name);
    int enter(const std::string& name);
    int follow_link(const std::string& name, const UniqueFd& link);
    std::string text_of(const std::string& name, const UniqueFd& link, bool& is_magic);
    void start_at_root() { here_ = UniqueFd(duplicate_descriptor(root_.get(), 3)); }

    pid_t task_;
    const UniqueFd& root_;
    UniqueFd here_;
    std::string rest_;
    Follow follow_;
    std::vector<pid_t>& processes_;
    int links_ = 0;
};

bool TaskWalk::take(std::string& name) {
    const std::size_t begin = rest_.find_first_not_of('/');
    if (begin == std::string::npos) return false;
    const std::size_t end = std::min(rest_.find('/', begin), rest_.size());
    name = rest_.substr(begin, end - begin);
    rest_.erase(0, end);
    return true;
}

std::string TaskWalk::text_of(const std::string& name, const UniqueFd& link, bool& is_magic) {
    struct stat here = {};
    const bool is_proc = filesystem_of(here_.get()) == kProcFs;
    const bool is_top =
        is_proc && stat_descriptor(here_.get(), here) == 0 && here.st_ino == kProcRoot;
    if (is_top && (name == "self" || name == "thread-self")) {
        const std::string process = std::to_string(task_number(task_, "Tgid"));
        return name == "self" ? process : process + "/task/" + std::to_string(task_);
    }
    is_magic = is_proc && !is_top;
    std::string text(PATH_MAX, '\0');
    const ssize_t length = read_link_at(link.get(), "", text.data(), text.size());
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
    return text;
}

int TaskWalk::follow_link(const std::string& name, const UniqueFd& link) {
    bool is_magic = false;
    const std::string text = text_of(name, link, is_magic);
    if (++links_ > kMaxLinks) return ELOOP;
    if (text.empty()) return ENOENT;
    if (is_magic) {
        processes_.push_back(process_of_path(path_of(here_.get())));
        here_ = UniqueFd(open_within(here_.get(), name.c_str(), 0));
        return here_.error();
    }
    if (text.front() == '/') start_at_root();
    rest_.insert(0, text);
    return 0;
}

int TaskWalk::enter(const std::string& name) {
    if (name == ".." && is_same_object(here_.get(), root_.get())) return 0;
    UniqueFd next(open_within(here_.get(), name.c_str(), O_NOFOLLOW));
    if (!next.is_open()) return next.error();
    struct stat status = {};
    if (stat_descriptor(next.get(), status) != 0) return EIO;
    const bool is_last = rest_.find_first_not_of('/') == std::string::npos;
    const bool follows = !is_last || follow_ == Follow::yes || !rest_.empty();
    if (S_ISLNK(status.st_mode) && follows) return follow_link(name, next);
    here_ = std::move(next);
    return 0;
}

UniqueFd TaskWalk::run() {
    if (rest_.empty()) return UniqueFd(-ENOENT);
    if (rest_.front() == '/') start_at_root();
    std::string name;
    while (here_.is_open() && take(name)) {
        const int error = name == "." ? 0 : enter(name);
        if (error != 0) return UniqueFd(-error);
    }
    return std::move(here_);
}

}  // namespace

pid_t process_of_path(const std::string& path) {
    constexpr std::string_view kProc = "/proc/";
    constexpr int kDecimal = 10;
    if (!path.starts_with(kProc)) return 0;
    return static_cast<pid_t>(std::strtol(path.c_str() + kProc.size(), nullptr, kDecimal));
}

UniqueFd walk_as_task(pid_t task, const UniqueFd& root, UniqueFd base, const std::string& path,
                      Follow follow, std::vector<pid_t>& processes) {
    return TaskWalk(task, root, std::move(base), path, follow, processes).run();
}

}  // namespace landlock_preload
