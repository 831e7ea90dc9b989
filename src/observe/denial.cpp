// SPDX-License-Identifier: MIT
//
// The walk is that of the queries (query/walk.hpp), from the very object that the task has named,
// through the rules that are in force on the program.
#include "observe/denial.hpp"

#include <fcntl.h>

#include <string_view>
#include <utility>

#include "base/process_calls.hpp"
#include "observe/engine.hpp"
#include "query/decision.hpp"
#include "query/walk.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kRefer = fs_access("refer");
constexpr std::string_view kDeleted = " (deleted)";

UniqueFd duplicate(const Found& found) {
    return UniqueFd(duplicate_descriptor(found.handle->get(), 3));
}

// The directory that FILE is in; not open where its path leads elsewhere for us.
UniqueFd open_parent(const Found& file) {
    std::string path = file.path;
    const bool is_deleted = path.ends_with(kDeleted);
    if (is_deleted) path.resize(path.size() - kDeleted.size());
    const SplitPath split = split_path(path);
    UniqueFd parent(open_within(AT_FDCWD, split.directory.c_str(), O_DIRECTORY));
    if (is_deleted || !parent.is_open()) return parent;
    struct stat status = {};
    const UniqueFd entry(open_within(parent.get(), split.name.c_str(), O_NOFOLLOW));
    const bool is_it = entry.is_open() && stat_descriptor(entry.get(), status) == 0 &&
                       object_of(status) == file.object;
    return is_it ? std::move(parent) : UniqueFd();
}

// Whether the walk saw all that the kernel sees.
bool is_all_seen(const Walk& walk) {
    return walk.doubt_of_way() == Doubt::none && walk.doubt_of_rule() == Doubt::none;
}

// Any layer that handles a right of files also denies refer, handled or not.
AccessMask handled_by(const Record& record) {
    const AccessMask handled = record.status.fs_enforced;
    return handled != 0 ? handled | kRefer : 0;
}

AccessMask granted_on(const Record& record, const Found& directory, const Found& object) {
    const AccessMask handled = record.status.fs_enforced;
    Walk walk(record, handled);
    struct stat status = {};
    if (stat_descriptor(object.handle->get(), status) == 0) {
        walk.visit(status, object.handle->get());
    }
    walk.climb(duplicate(directory));
    return handled & ~walk.missing();
}

}  // namespace

// Whether the rules above grant all that is needed, beyond doubt.
bool Judge::is_granted_above(const UniqueFd& directory, AccessMask needed) {
    constexpr std::uint64_t kMoment = 100'000'000;  // nanoseconds
    struct stat status = {};
    if (stat_descriptor(directory.get(), status) != 0) return false;
    const std::uint64_t now = monotonic_nanoseconds();
    if (now - since_ > kMoment) {
        granted_above_.clear();
        since_ = now;
    }
    const Place place = {status.st_dev, status.st_ino, mount_of(directory.get()).id};
    const auto known = granted_above_.find(place);
    if (known != granted_above_.end()) return (needed & ~known->second) == 0;
    const AccessMask handled = handled_by(record_);
    Walk walk(record_, handled);
    walk.climb(UniqueFd(duplicate_descriptor(directory.get(), 3)));
    if (!is_all_seen(walk)) return false;
    const AccessMask granted = handled & ~walk.missing();
    granted_above_.emplace(place, granted);
    return (needed & ~granted) == 0;
}

// Goes the kernel's way from an object up.
Judgement Judge::judge_object(const Need& need) {
    const AccessMask needed = need.rights & handled_by(record_);
    if (needed == 0) return {};
    Walk walk(record_, needed);
    const Found& object = need.object;
    UniqueFd directory;
    if (object.is_directory()) {
        directory = duplicate(object);
    } else {
        struct stat status = {};
        if (stat_descriptor(object.handle->get(), status) != 0) return {needed, false};
        walk.visit(status, object.handle->get());
        if (walk.missing() == 0) return {};
        directory = open_parent(object);
    }
    if (!directory.is_open()) return {walk.missing(), false};
    if (is_granted_above(directory, walk.missing())) return {};
    walk.climb(std::move(directory));
    return {walk.missing(), is_all_seen(walk)};
}

Judgement Judge::judge(const Need& need) {
    switch (need.access_class) {
        case AccessClass::fs:
            return judge_object(need);
        case AccessClass::net: {
            landlock_preload_verdict verdict = {};
            decide_port(record_, need.port, need.rights, verdict);
            return {verdict.missing, true};
        }
        case AccessClass::scope:
            return {need.rights & record_.status.scope_enforced, true};
    }
    return {};
}

void Judge::forget_after(const Findings& findings) {
    if (!findings.removed.empty() || !findings.moves.empty()) granted_above_.clear();
}

AccessMask Judge::gained_by(const Move& move) const {
    if (record_.status.fs_enforced == 0) return 0;
    const AccessMask before = granted_on(record_, move.from, move.object);
    const AccessMask after = granted_on(record_, move.to, move.object);
    const AccessMask counted = move.object.is_directory() ? ~AccessMask{0} : kFileAccess;
    return after & ~before & counted;
}

std::string common_path(const std::string& path) {
    constexpr std::string_view kPerProcess = "/proc/";
    constexpr std::string_view kPerTerminal = "/dev/pts/";
    constexpr std::string_view kDigits = "0123456789";
    const auto rest_behind = [&](std::string_view prefix) {
        return path.starts_with(prefix) ? path.find_first_not_of(kDigits, prefix.size())
                                        : std::string::npos;
    };
    if (path.starts_with(kPerTerminal) && path.size() > kPerTerminal.size()) {
        const bool is_number = rest_behind(kPerTerminal) == std::string::npos;
        return is_number ? std::string(kPerTerminal) + "N" : path;
    }
    const std::size_t rest = rest_behind(kPerProcess);
    if (rest == kPerProcess.size() || !path.starts_with(kPerProcess)) return path;
    const bool is_number = rest == std::string::npos || path[rest] == '/';
    if (!is_number || path.size() == kPerProcess.size()) return path;
    return std::string(kPerProcess) + "PID" + (rest == std::string::npos ? "" : path.substr(rest));
}

Denial& Denials::find_or_add(Denial denial) {
    const Key key = {denial.access_class, denial.missing, denial.path,
                     denial.port,         denial.other,   denial.is_by_move};
    const auto [place, is_new] = places_.try_emplace(key, list_.size());
    if (is_new) list_.push_back(std::move(denial));
    Denial& found = list_[place->second];
    ++found.times;
    found.last = needs_;
    return found;
}

void Denials::add(const Need& need, const Judgement& judgement, const std::string& program) {
    Denial denial;
    denial.access_class = need.access_class;
    denial.missing = judgement.missing;
    denial.is_certain = judgement.is_certain;
    denial.port = need.port;
    if (need.access_class == AccessClass::fs) {
        denial.path = common_path(need.object.path);
        denial.mode = need.object.mode;
    } else if (need.access_class == AccessClass::scope) {
        denial.other = need.written;
    }
    Denial& found = find_or_add(std::move(denial));
    found.programs.insert(program);
    if (!need.written.empty()) found.written.insert(need.written);
}

void Denials::add_move(const Move& move, AccessMask gained, const std::string& program) {
    Denial denial;
    denial.missing = gained;
    denial.path = move.from.path;
    denial.mode = move.from.mode;
    denial.is_by_move = true;
    Denial& found = find_or_add(std::move(denial));
    found.programs.insert(program);
    found.written.insert(move.object.path);
}

void Denials::add(Denial denial) {
    const std::set<std::string> programs = denial.programs;
    const std::set<std::string> written = denial.written;
    Denial& found = find_or_add(std::move(denial));
    found.programs.insert(programs.begin(), programs.end());
    found.written.insert(written.begin(), written.end());
}

}  // namespace landlock_preload
