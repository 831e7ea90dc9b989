// SPDX-License-Identifier: MIT
//
// A confined program that can rewrite its policy, or this library, is confined until its next
// start. So the ways to each of these files are walked from the root, along the real path and along
// the one it was given by, looking for a rule of this ruleset that grants a change on the way. What
// the program may not change for other reasons (file modes) is no finding. Rights that the policy
// does not handle are not its gift and do not count: that is what "handled by inference only" is
// about.
#include "sandbox/tamper.hpp"

#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): realpath is POSIX
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <new>
#include <utility>

namespace landlock_preload {
namespace {

constexpr AccessMask kChangesFile = fs_access("write_file", "truncate");
constexpr AccessMask kChangesDirectory =
    fs_access("remove_dir", "remove_file", "make_char", "make_dir", "make_reg", "make_sock",
              "make_fifo", "make_block", "make_sym", "refer");

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

// A rule on the way to a file that grants some of MASK, or nullptr.
const RuleObject* find_grant(const std::string& real, AccessMask mask, const Ruleset& ruleset) {
    for (std::size_t end = 0; end != std::string::npos;) {
        end = real.find('/', end + 1);
        const std::string prefix = end == std::string::npos ? real : real.substr(0, end);
        struct stat status = {};
        if (lstat(prefix.c_str(), &status) != 0) break;
        const RuleObject* object = ruleset.objects.find(status.st_dev, status.st_ino);
        if (object != nullptr && (object->allowed & mask) != 0) return object;
    }
    struct stat root = {};
    if (lstat("/", &root) != 0) return nullptr;
    const RuleObject* object = ruleset.objects.find(root.st_dev, root.st_ino);
    return object != nullptr && (object->allowed & mask) != 0 ? object : nullptr;
}

// The folders in which a file can be replaced: where it really is, and where it was found.
std::vector<std::string> folders_of(const std::string& file, const std::string& real) {
    std::vector<std::string> folders = {directory_of(real)};
    std::string found = real_path(directory_of(file));  // another one behind a link
    if (!found.empty() && found != folders[0]) folders.push_back(std::move(found));
    return folders;
}

// A rule that lets the program change or replace a file, or nullptr.
const RuleObject* find_gift(const std::string& file, const Ruleset& ruleset, AccessMask allowed) {
    if ((allowed & (kChangesFile | kChangesDirectory)) == 0) return nullptr;
    const std::string real = real_path(file);
    if (real.empty()) return nullptr;
    if ((allowed & kChangesFile) != 0 && access(real.c_str(), W_OK) == 0) {
        const RuleObject* grant = find_grant(real, kChangesFile, ruleset);
        if (grant != nullptr) return grant;
    }
    if ((allowed & kChangesDirectory) == 0) return nullptr;
    for (const std::string& folder : folders_of(file, real)) {
        if (access(folder.c_str(), W_OK) != 0) continue;
        const RuleObject* grant = find_grant(folder, kChangesDirectory, ruleset);
        if (grant != nullptr) return grant;
    }
    return nullptr;
}

bool is_writable_by_everyone(const std::string& path) {
    struct stat status = {};
    if (stat(path.c_str(), &status) != 0) return false;
    // In a sticky directory everyone may add files, but nobody can replace another's.
    const bool sticky = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
    return (status.st_mode & S_IWOTH) != 0 && !sticky;
}

// The file, or a folder in which it can be replaced.
bool is_open_to_everyone(const std::string& file) {
    if (is_writable_by_everyone(file) || is_writable_by_everyone(directory_of(file))) return true;
    struct stat status = {};
    if (lstat(file.c_str(), &status) != 0 || !S_ISLNK(status.st_mode)) return false;
    return is_writable_by_everyone(directory_of(real_path(file)));
}

std::string check_file(const std::string& file, const ResolvedPolicy& policy,
                       const Ruleset& ruleset, AccessMask allowed) {
    if (const RuleObject* gift = find_gift(file, ruleset, allowed)) {
        return "the policy lets the program change " + file + " (by its rule on " +
               policy.paths[gift->index].path + "); keep it outside what is granted";
    }
    if (is_open_to_everyone(file)) {
        return "everyone may change " + file + " (file mode); take that away";
    }
    return {};
}

}  // namespace

std::vector<std::string> find_tampering(const std::vector<std::string>& files,
                                        const ResolvedPolicy& policy, const Ruleset& ruleset) {
    std::vector<std::string> findings;
    const AccessMask allowed = ruleset.objects.all_allowed();
    for (const std::string& file : files) {
        std::string finding = check_file(file, policy, ruleset, allowed);
        if (!finding.empty()) findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace landlock_preload
