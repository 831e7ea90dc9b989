// SPDX-License-Identifier: MIT
//
// A name is a word and never a path, so that it cannot lead out of the two directories. Whatever is
// there by that name in the administrator's directory is meant: a file that cannot be read, a link
// that leads nowhere, or a directory that may not be looked into is an error, and never a reason to
// take the other policy, which may grant more. Only where there is certainly nothing does the next
// directory count; and whoever could put something there decides over the next start.
#include "policy/ready.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/diagnostic.hpp"
#include "base/directory.hpp"
#include "base/process_calls.hpp"
#include "installed_policies.hpp"  // LANDLOCK_PRELOAD_POLICIES, of the build
#include "policy/json/spelling.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kSuffix = ".json";

constinit const char* installed = nullptr;  // in place of the directory that is built in
constinit DirectoryFinder find_installed = nullptr;

bool may_begin_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_name(std::string_view name) {
    return !name.empty() && may_begin_name(name.front()) &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return may_begin_name(c) || c == '.' || c == '_' || c == '+' || c == '-';
           });
}

bool is_absent(const std::string& path) {
    struct stat status = {};
    return stat_path(path.c_str(), status, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT;
}

[[gnu::cold, noreturn]] void refuse_unknown(std::string_view written, const std::string& where) {
    std::vector<std::string> names;
    add_ready_names(kOwnPolicies, names);
    add_ready_names(installed_policies(), names);
    std::string_view word = written;
    if (word.ends_with(kSuffix)) word.remove_suffix(kSuffix.size());
    Spelling spelling(word);
    for (const std::string& name : names) spelling.consider(name);
    const std::string hint = spelling.hint();
    fail(where,
         concat({quote(written), " is neither in ", kOwnPolicies, " nor in ", installed_policies(),
                 hint.empty() ? "; landlock-policy list shows what is there" : hint}));
}

}  // namespace

const char* installed_policies() {
    if (find_installed != nullptr) installed = std::exchange(find_installed, nullptr)();
    return installed != nullptr ? installed : LANDLOCK_PRELOAD_POLICIES;
}

void find_installed_policies_by(DirectoryFinder find) {
    installed = nullptr;
    find_installed = find;
}

bool are_policies_elsewhere() {
    return installed != nullptr;
}

int add_ready_names(const char* directory, std::vector<std::string>& names) {
    DirectoryReader reader(directory);
    while (reader.next()) {
        const std::string_view file = reader.name();
        if (!file.ends_with(kSuffix)) continue;
        const std::string_view name = file.substr(0, file.size() - kSuffix.size());
        if (is_name(name)) names.push_back(concat({"@", name}));
    }
    return reader.error();
}

ReadyPolicy find_ready_policy(std::string_view written, const std::string& where) {
    const std::string_view name = written.substr(1);
    if (!is_name(name)) {
        fail(where, concat({quote(written),
                            " names no policy: a name has a-z, 0-9, \".\", \"_\", "
                            "\"+\" and \"-\"; write ./ before that of a file"}));
    }
    std::string own = concat({kOwnPolicies, "/", name, kSuffix});
    if (!is_absent(own)) return {std::move(own), {}};
    std::string other = concat({installed_policies(), "/", name, kSuffix});
    if (is_absent(other)) refuse_unknown(written, where);
    return {std::move(other), std::move(own)};
}

}  // namespace landlock_preload
