// SPDX-License-Identifier: MIT
//
// A confined program that can rewrite its policy, or this library, is confined until its next
// start. So the ways to each of these files are walked from the root, along the real path and along
// the one it was given by, looking for a rule of this ruleset that grants a change on the way. What
// the program may not change for other reasons (file modes) is no finding. Rights that the policy
// does not handle are not its gift and do not count: that is what "handled by inference only" is
// about. Nor does `refer` alone, which every abi.read_execute holds: a rename or link also needs a
// right to remove or to make.
//
// This runs at every start. So a file is walked to with one lstat a component, which tells what the
// component is, whether a rule is on it, and whether it is a link; only behind links is the real
// path asked for.
#include "sandbox/tamper.hpp"

#include <fcntl.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): realpath is POSIX
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

#include "rare_calls.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kChangesFile = fs_access("write_file", "truncate");
constexpr AccessMask kChangesDirectory =
    fs_access("remove_dir", "remove_file", "make_char", "make_dir", "make_reg", "make_sock",
              "make_fifo", "make_block", "make_sym");

std::string real_path(const std::string& path) {
    struct Free {
        void operator()(char* text) const { free(text); }  // NOLINT: realpath used malloc
    };
    const std::unique_ptr<char, Free> real(realpath(path.c_str(), nullptr));
    if (!real && errno == ENOMEM) throw std::bad_alloc();
    return real ? real.get() : "";
}

std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

// What a walk from the root to a file came by.
struct Way {
    bool is_straight =
        false;        // an absolute path without links, "." and ".."; else nothing is known
    mode_t mode = 0;  // of the file
    mode_t folder_mode = 0;
    const RuleObject* to_file = nullptr;    // the first rule that lets the file be changed
    const RuleObject* to_folder = nullptr;  // and that lets entries of its folder be
    const RuleObject* inside = nullptr;     // and of itself, if it is one
};

class Walk {
  public:
    explicit Walk(const Ruleset& ruleset)
        : objects_(ruleset.objects), is_root_known_(step("/", root_)) {}

    [[nodiscard]] Way to(const std::string& path) const;

  private:
    bool step(const char* path, Way& way) const;
    const RuleObjects& objects_;
    Way root_;
    bool is_root_known_;
};

// Takes one component in, PATH leading to it. False where it is a link or not there.
bool Walk::step(const char* path, Way& way) const {
    struct stat status = {};
    if (stat_path(path, status, AT_SYMLINK_NOFOLLOW) != 0) return false;
    if (S_ISLNK(status.st_mode)) return false;
    way.folder_mode = std::exchange(way.mode, status.st_mode);
    way.to_folder = way.inside;
    const RuleObject* object = objects_.find(status.st_dev, status.st_ino);
    if (object == nullptr) return true;
    const auto meet = [object](const RuleObject*& first, AccessMask mask) {
        if (first == nullptr && (object->allowed & mask) != 0) first = object;
    };
    meet(way.to_file, kChangesFile);
    meet(way.inside, kChangesDirectory);
    return true;
}

Way Walk::to(const std::string& path) const {
    if (!path.starts_with('/') || !is_root_known_) return {};
    Way way = root_;
    std::string prefix;
    prefix.reserve(path.size());
    for (std::size_t slash = 0; slash + 1 < path.size();) {
        const std::size_t end = std::min(path.find('/', slash + 1), path.size());
        const std::string_view component(path.data() + slash + 1, end - slash - 1);
        if (component.empty() || component == "." || component == "..") return {};
        prefix.append(path, slash, end - slash);
        if (!step(prefix.c_str(), way)) return {};
        slash = end;
    }
    way.is_straight = true;
    return way;
}

bool is_open_to_everyone(mode_t mode) {
    // In a sticky directory everyone may add files, but nobody can replace another's.
    const bool sticky = S_ISDIR(mode) && (mode & S_ISVTX) != 0;
    return (mode & S_IWOTH) != 0 && !sticky;
}

// The file system has a say as well: of several folders, the first that this process may write to.
const RuleObject* effective(const RuleObject* grant, const std::string& path) {
    return grant != nullptr && is_writable(path.c_str()) ? grant : nullptr;
}

// Where a file really is, and the folder it was found in, which is another one behind a link: the
// file can be replaced in both.
struct Places {
    std::string file;
    std::string found_in;  // empty: the same folder
    Way way;
    Way found_way;
};

Places find_places(const std::string& file, const Walk& walk) {
    Places places{file, "", walk.to(file), {}};
    if (places.way.is_straight) return places;
    places.file = real_path(file);
    if (places.file.empty()) return places;
    places.way = walk.to(places.file);
    places.found_in = real_path(directory_of(file));
    if (places.found_in == directory_of(places.file)) places.found_in.clear();
    if (!places.found_in.empty()) places.found_way = walk.to(places.found_in);
    return places;
}

// A rule that lets the program change or replace a file, or nullptr.
const RuleObject* find_gift(const Places& places) {
    const Way& way = places.way;
    if (const auto* gift = effective(way.to_file, places.file)) return gift;
    if (const auto* gift = effective(way.to_folder, directory_of(places.file))) return gift;
    return effective(places.found_way.inside, places.found_in);
}

std::string check_file(const std::string& file, const ResolvedPolicy& policy, const Walk& walk) {
    const Places places = find_places(file, walk);
    if (const RuleObject* gift = find_gift(places)) {
        return "the policy lets the program change " + file + " (by its rule on " +
               policy.paths[gift->index].path + "); keep it outside what is granted";
    }
    if (is_open_to_everyone(places.way.mode) || is_open_to_everyone(places.way.folder_mode) ||
        is_open_to_everyone(places.found_way.mode)) {
        return "everyone may change " + file + " (file mode); take that away";
    }
    return {};
}

}  // namespace

std::vector<std::string> find_tampering(const std::vector<std::string>& files,
                                        const ResolvedPolicy& policy, const Ruleset& ruleset) {
    std::vector<std::string> findings;
    const Walk walk(ruleset);
    for (const std::string& file : files) {
        std::string finding = check_file(file, policy, walk);
        if (!finding.empty()) findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace landlock_preload
