// SPDX-License-Identifier: MIT
//
// The calls are taken over by the linker (--wrap), for libFuzzer's own as well; hence `root`, which
// is open only while a Tree lives. openat2 with RESOLVE_IN_ROOT does the confining.
#include "tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "promise.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kSection = "=== ";
constexpr std::size_t kMostFiles = 24;
int root = -1;

// The folder of this process, made once and removed at its end.
const std::string& folder() {
    static const std::string path = [] {
        std::string name = "/dev/shm/landlock-fuzz-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) std::abort();
        return name;
    }();
    static const int at_end = std::atexit([] { rmdir(folder().c_str()); });
    require(at_end == 0, "an exit handler");
    return path;
}

// A relative path of plain names, or nothing.
std::string clean_name(std::string_view written) {
    std::string name;
    while (!written.empty()) {
        const std::string_view part = written.substr(0, written.find('/'));
        written.remove_prefix(std::min(part.size() + 1, written.size()));
        if (part == ".." || part.size() > 32) return {};
        if (part.empty() || part == "." || part.find('\0') != std::string_view::npos) continue;
        name += (name.empty() ? "" : "/") + std::string(part);
    }
    return name.size() <= 200 ? name : "";
}

// Where the next section begins, from START on.
std::size_t find_section(std::string_view text, std::size_t start) {
    for (;; ++start) {
        start = text.find(kSection, start);
        if (start == std::string_view::npos) return text.size();
        if (start == 0 || text[start - 1] == '\n') return start;
    }
}

struct Resolution {
    std::uint64_t flags, mode, resolve;
};

}  // namespace

std::string_view before_sections(std::string_view text) {
    std::string_view before = text.substr(0, find_section(text, 0));
    if (before.ends_with('\n')) before.remove_suffix(1);
    return before;
}

Tree::Tree(std::string_view text) {
    const std::string& path = folder();
    std::size_t start = find_section(text, 0);
    while (start < text.size() && names_.size() < kMostFiles) {
        const std::size_t end = find_section(text, start + 1);
        const std::string_view section =
            text.substr(start + kSection.size(), end - start - kSection.size());
        const std::size_t line = std::min(section.find('\n'), section.size());
        add(section.substr(0, line), section.substr(std::min(line + 1, section.size())));
        start = end;
    }
    root = open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    require(root >= 0, "the tree can be opened");
}

Tree::~Tree() {
    close(root);
    root = -1;
    for (auto name = names_.rbegin(); name != names_.rend(); ++name) {
        std::remove((folder() + "/" + *name).c_str());
    }
}

void Tree::make_parents(const std::string& name) {
    for (std::size_t slash = name.find('/'); slash != std::string::npos;
         slash = name.find('/', slash + 1)) {
        const std::string parent = name.substr(0, slash);
        if (mkdir((folder() + "/" + parent).c_str(), 0700) == 0) names_.push_back(parent);
    }
}

void Tree::write(const std::string& name, std::string_view content) {
    make_parents(name);
    const std::string path = folder() + "/" + name;
    const int before = std::exchange(root, -1);
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK, 0700);
    root = before;
    if (fd < 0) return;  // there is a folder, a link or a FIFO of that name
    const ssize_t written = ::write(fd, content.data(), content.size());
    require(written == static_cast<ssize_t>(content.size()), "a file can be written");
    close(fd);
    names_.push_back(name);
}

void Tree::add(std::string_view heading, std::string_view content) {
    const std::size_t arrow = heading.find(" > ");
    if (arrow != std::string_view::npos) {
        const std::string name = clean_name(heading.substr(0, arrow));
        const std::string target(heading.substr(arrow + 3));
        if (name.empty() || target.empty()) return;
        make_parents(name);
        if (symlink(target.c_str(), (folder() + "/" + name).c_str()) == 0) names_.push_back(name);
        return;
    }
    const bool is_fifo = heading.ends_with(" |");
    if (is_fifo) heading.remove_suffix(2);
    const bool is_directory = heading.ends_with('/');
    const std::string name = clean_name(heading);
    if (name.empty()) return;
    if (is_fifo) {
        make_parents(name);
        if (mkfifo((folder() + "/" + name).c_str(), 0600) == 0) names_.push_back(name);
    } else if (is_directory) {
        make_parents(name + "/");
    } else {
        write(name, content);
    }
}

}  // namespace landlock_preload

using landlock_preload::Resolution;
using landlock_preload::root;

namespace {

extern "C" long __real_syscall(long number, ...);

constexpr long kOpenat2 = 437;
constexpr std::uint64_t kResolveInRoot = 0x10;

// Nobody ever writes to a FIFO of the tree, so none is waited for.
int open_below(const char* path, int flags, std::uint64_t resolve = 0) {
    if ((flags & O_PATH) == 0) flags |= O_NONBLOCK;
    const Resolution how = {static_cast<std::uint64_t>(flags), 0, kResolveInRoot | resolve};
    return static_cast<int>(__real_syscall(kOpenat2, root, path, &how, sizeof(how)));
}

// A call on a path, made on what is there in the tree instead: NUMBER's second argument is empty
// then.
long call_below(long number, const char* path, int flags, long c, long d, long e) {
    const int fd = open_below(path, O_PATH | O_CLOEXEC | flags);
    if (fd < 0) return -1;
    const long result = __real_syscall(number, fd, "", c, d, e);
    const int code = errno;
    close(fd);
    errno = code;
    return result;
}

char* copy(const std::string& text) {
    return strdup(text.c_str());
}

}  // namespace

extern "C" {
int __real_open64(const char* path, int flags, ...);
DIR* __real_opendir(const char* path);
int __real_stat64(const char* path, struct stat64* status);
int __real_glob64(const char* pattern, int flags, int (*)(const char*, int), glob64_t* matches);

// By number the code under test makes all of its calls. What is named relative to a descriptor is
// in the tree already.
long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f) {
    const auto* path = reinterpret_cast<const char*>(b);  // NOLINT(*-int-to-ptr)
    if (root >= 0 && a == AT_FDCWD) {
        switch (number) {
            case SYS_openat:
                return open_below(path, static_cast<int>(c));
            case kOpenat2: {
                const auto* how = reinterpret_cast<const Resolution*>(c);  // NOLINT(*-int-to-ptr)
                return open_below(path, static_cast<int>(how->flags), how->resolve);
            }
            case SYS_readlinkat:
                return call_below(number, path, O_NOFOLLOW, c, d, 0);
            case SYS_newfstatat:
                return call_below(number, path, (d & AT_SYMLINK_NOFOLLOW) != 0 ? O_NOFOLLOW : 0, c,
                                  AT_EMPTY_PATH, 0);
            case SYS_statx:
                return call_below(number, path, (c & AT_SYMLINK_NOFOLLOW) != 0 ? O_NOFOLLOW : 0,
                                  c | AT_EMPTY_PATH, d, e);
            default:
                break;
        }
    }
    return __real_syscall(number, a, b, c, d, e, f);
}

int __wrap_open64(const char* path, int flags, mode_t mode) {
    return root < 0 ? __real_open64(path, flags, mode) : open_below(path, flags);
}

DIR* __wrap_opendir(const char* path) {
    if (root < 0) return __real_opendir(path);
    const int fd = open_below(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
    return fd < 0 ? nullptr : fdopendir(fd);
}

int __wrap_stat64(const char* path, struct stat64* status) {
    if (root < 0) return __real_stat64(path, status);
    const int fd = open_below(path, O_PATH | O_CLOEXEC);
    if (fd < 0) return -1;
    const int result = fstat64(fd, status);
    close(fd);
    return result;
}

// A match for every star, too many for two in a row; nothing is looked for.
int __wrap_glob64(const char* pattern, int flags, int (*on_error)(const char*, int),
                  glob64_t* matches) {
    if (root < 0) return __real_glob64(pattern, flags, on_error, matches);
    const std::string text = pattern;
    auto count = static_cast<std::size_t>(std::count(text.begin(), text.end(), '*'));
    if (text.find("**") != std::string::npos) count = 4097;
    matches->gl_pathc = count;
    matches->gl_pathv = nullptr;
    if (count == 0) return GLOB_NOMATCH;
    matches->gl_pathv = static_cast<char**>(std::calloc(count + 1, sizeof(char*)));
    matches->gl_offs = 0;
    for (std::size_t i = 0; i < count; ++i) {
        std::string match;
        for (const char c : text) match += c == '*' ? std::to_string(i) : std::string(1, c);
        matches->gl_pathv[i] = copy(match);
    }
    return 0;
}
}
