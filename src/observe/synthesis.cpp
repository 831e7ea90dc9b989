// SPDX-License-Identifier: MIT
//
// A program is not observed to be given what it did, but what it will need next time: in another
// working directory, when a file is missing that was there, or there that was missing. So what a
// run made belongs to what was there before it, and nothing is named by a number that changes.
#include "observe/synthesis.hpp"

#include <algorithm>
#include <utility>

#include "observe/synthesis_steps.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kDeleted = " (deleted)";
constexpr std::string_view kControlGroups = "/sys/fs/cgroup";
constexpr AccessMask kMakeReg = fs_access("make_reg");
constexpr AccessMask kMakeDir = fs_access("make_dir");
constexpr AccessMask kWriteFile = fs_access("write_file");

// "/proc/12/maps".
bool is_of_process(std::string_view path) {
    constexpr std::string_view kProc = "/proc/";
    if (!path.starts_with(kProc)) return false;
    const std::size_t end = std::min(path.find('/', kProc.size()), path.size());
    const std::string_view name = path.substr(kProc.size(), end - kProc.size());
    return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_terminal_of_session(std::string_view path) {
    constexpr std::string_view kTerminals = "/dev/pts/";
    return path.starts_with(kTerminals) &&
           path.find_first_not_of("0123456789", kTerminals.size()) == std::string_view::npos;
}

}  // namespace

std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

void Synthesis::drop_deleted_names() {
    std::map<std::string, SeenPath> kept;
    for (auto& [path, seen] : paths_) {
        std::string name = path;
        if (name.ends_with(kDeleted)) {
            name.resize(name.size() - kDeleted.size());
            made_.insert(name);
        }
        kept[name].add(seen);
    }
    paths_ = std::move(kept);
}

// Reading what the kernel shows of processes is a preset; any other right to it is one to /proc, as
// no number is the same twice. Nor is the control group of a session, which is read by those that
// want to know their limits.
void Synthesis::gather_what_is_numbered() {
    SeenPath processes;
    SeenPath terminals;
    SeenPath groups;
    std::erase_if(paths_, [&](const auto& entry) {
        const auto& [path, seen] = entry;
        if (is_of_process(path)) processes.add(seen);
        if (is_terminal_of_session(path)) terminals.add(seen);
        const bool is_of_group = is_within(path, kControlGroups) && (seen.rights & ~kReads) == 0;
        if (is_of_group) groups.add(seen);
        return is_of_process(path) || is_terminal_of_session(path) || is_of_group;
    });
    if (processes.rights != 0) {
        processes.is_directory = true;
        draft_.presets.emplace_back("proc");
        processes.rights &= ~kReads;
        if (processes.rights != 0) paths_["/proc"].add(processes);
    }
    if (terminals.rights != 0) {
        terminals.is_directory = true;
        paths_["/dev/pts"].add(terminals);
    }
    if (groups.rights != 0) {
        groups.is_directory = true;
        paths_[std::string(kControlGroups)].add(groups);
    }
}

// A file that the program would have made, or that was removed after it was written, is missing the
// next time; and an exchanged one is another.
void Synthesis::expect_files_to_be_missing() {
    std::set<std::string> files = learned_.created;
    files.insert(learned_.removed.begin(), learned_.removed.end());
    for (const std::string& file : files) {
        const auto seen = paths_.find(file);
        const std::string directory = directory_of(file);
        if (seen == paths_.end() || (seen->second.rights & kWriteFile) == 0) continue;
        if (made_.contains(file) || landmarks_.is_shared(directory)) continue;
        if (is_within(file, "/dev") || is_within(file, "/proc") || is_within(file, "/sys"))
            continue;
        paths_[directory].add({kMakeReg, true, seen->second.programs});
        made_.insert(file);
    }
}

// A made directory that is still there, and was written to, can be made by the start, and needs no
// right to make it: where all that was made beside it is such, and little enough to be named. What
// was moved there cannot. Of one that everybody shares, as ~/.config of a new user, that holds of
// what was made in it: once others use it, a rule on the whole would be one on their files.
void Synthesis::find_directories_to_make() {
    Groups made_in;
    for (const std::string& path : made_) made_in[directory_of(path)].push_back(path);
    std::vector<std::string> parents;
    for (const auto& [parent, children] : made_in) {
        if (!made_.contains(parent) && can_make_in(parent, made_in)) parents.push_back(parent);
    }
    for (std::size_t i = 0; i < parents.size(); ++i) {
        for (const std::string& path : made_in[parents[i]]) {
            const bool is_on_the_way = landmarks_.is_shared(path) && can_make_in(path, made_in);
            (is_on_the_way ? shared_ : to_make_).insert(path);
            if (is_on_the_way) parents.push_back(path);
        }
    }
}

// Whether all that was made in PARENT can be made by the start.
bool Synthesis::can_make_in(const std::string& parent, const Groups& made_in) const {
    constexpr std::size_t kMany = 3;
    const auto children = made_in.find(parent);
    if (children == made_in.end() || children->second.size() >= kMany) return false;
    const auto seen = paths_.find(parent);
    const AccessMask changes = seen == paths_.end() ? 0 : seen->second.rights;
    const AccessMask others = kRemoves | (kMakes & ~kMakeDir) | fs_access("refer");
    const auto is_kept = [&](const std::string& path) {
        if (!machine_.is_directory(path)) return false;
        return std::ranges::any_of(paths_, [&](const auto& entry) {
            return is_within(entry.first, path) && (entry.second.rights & ~kReads) != 0;
        });
    };
    return (changes & others) == 0 && std::ranges::all_of(children->second, is_kept);
}

std::string Synthesis::home_of(const std::string& path) const {
    for (const std::string& directory : to_make_) {
        if (is_within(path, directory)) return directory;
    }
    std::string there = path;
    while (there != "/" && made_.contains(there) && !shared_.contains(there)) {
        there = directory_of(there);
    }
    return there;
}

void Synthesis::need(const std::string& path, const SeenPath& seen) {
    if (seen.rights != 0) needs_[path].add(seen);
}

void Synthesis::ascribe_to_what_was_there() {
    for (const auto& [path, seen] : paths_) {
        const std::string home = home_of(path);
        SeenPath ascribed = seen;
        if (home != path) ascribed.is_directory = true;
        const auto is_in_it = [&path = path](const std::string& directory) {
            return directory_of(directory) == path;
        };
        const bool is_parent =
            std::ranges::any_of(to_make_, is_in_it) || std::ranges::any_of(shared_, is_in_it);
        if (home == path && is_parent) ascribed.rights &= ~kMakeDir;
        need(home, ascribed);
    }
}

// Who may write a file will truncate it one day.
void Synthesis::pair_rights() {
    for (auto& [path, seen] : needs_) {
        const bool is_device = is_within(path, "/dev") || is_within(path, "/proc");
        if ((seen.rights & kWriteFile) != 0 && !is_device) seen.rights |= fs_access("truncate");
    }
}

Draft Synthesis::run() {
    drop_deleted_names();
    gather_what_is_numbered();
    expect_files_to_be_missing();
    find_directories_to_make();
    ascribe_to_what_was_there();
    pair_rights();
    choose_presets();
    place_programs();
    place_written();
    place_read();
    gather_siblings();
    drop_what_parents_grant();
    keep_rights_of_moves();
    remark_wide_rules();
    remark_made_directories();
    remark_chosen_ports();
    find_variables();
    draft_.ports = learned_.ports;
    draft_.free_scopes = learned_.scopes;
    return std::move(draft_);
}

Draft synthesize(const Learned& learned, Machine& machine, std::size_t fewest_here) {
    return Synthesis(learned, machine, fewest_here).run();
}

}  // namespace landlock_preload
