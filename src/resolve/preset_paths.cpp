// SPDX-License-Identifier: MIT
//
// Rows of the table of presets that mean something else on every machine, or at every start: globs,
// $TMPDIR, the standard streams, and the programs that links lead to. What cannot be looked at
// grants nothing, as all of a preset is optional.
#include "resolve/preset_paths.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <climits>
#include <utility>

#include "base/directory.hpp"
#include "base/process_calls.hpp"
#include "base/text.hpp"
#include "policy/template.hpp"
#include "resolve/expand.hpp"
#include "resolve/glob.hpp"

namespace landlock_preload {
namespace {

void add(PresetPaths& found, const ResolvedPath& like, std::string path) {
    found.paths.push_back(like);
    found.paths.back().path = std::move(path);
}

void add_matches(PresetPaths& found, const PresetGrant& grant, const ResolvedPath& like,
                 const std::string& where) {
    for (std::string& match : match_glob(grant.path, where, kMaxPathsOfTemplate)) {
        struct stat status = {};
        const bool is_file = stat_path(match.c_str(), status) == 0 && S_ISREG(status.st_mode);
        if (is_file || grant.kind == GrantKind::glob) add(found, like, std::move(match));
    }
}

void add_tmpdir(PresetPaths& found, const ResolvedPath& like, char** environment) {
    const char* value = find_in_environment(environment, "TMPDIR");
    if (value == nullptr || *value == '\0') return;
    const std::string problem = check_untrusted_path(value);
    if (!problem.empty()) {
        found.problem = "TMPDIR is " + quote(value) + ", which " + problem;
    } else if (is_root(value)) {
        found.problem = std::string("TMPDIR ") + kExpandsToRoot;
    } else {
        add(found, like, value);
    }
}

// The objects behind descriptors 0 to 2, so that /dev/stdout can be opened again: with the rights
// that the descriptor has, and never more. A directory is left out: a rule on it would grant what
// lies below it, which the descriptor does not.
void add_streams(PresetPaths& found, const ResolvedPath& like) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        const int flags = descriptor_flags(fd);
        if (flags < 0 || (flags & O_PATH) != 0 || descriptor_type(fd) == S_IFDIR) continue;
        AccessMask mask = 0;
        const int mode = flags & O_ACCMODE;
        if (mode == O_RDONLY || mode == O_RDWR) mask |= fs_access("read_file");
        if (mode == O_WRONLY || mode == O_RDWR) mask |= rights_that(Change::content);
        if (is_terminal(fd)) mask |= fs_access("ioctl_dev");
        if ((like.allowed_access & mask) == 0) continue;
        add(found, like, "/dev/fd/" + std::to_string(fd));
        found.paths.back().allowed_access &= mask;
        found.paths.back().descriptor = fd;
    }
}

// The programs that links in a preset's directories lead to, where that is outside of them: of
// /usr/bin/java, say, in /usr/lib/jvm. The kernel checks what is executed, not the link. A shared
// object is none of them: /usr/bin/ld.so is the loader, which only `loader` grants.
class LinkedPrograms {
  public:
    explicit LinkedPrograms(const char* preset) : preset_(preset), buffer_(PATH_MAX, '\0') {}

    // Sorted, each once, and no more than a glob may have. The links that lead there, or may lead
    // anywhere by the next start, are added to WAYS.
    std::vector<std::string> find(std::string& ways);

  private:
    void look_in(const char* path, std::string& ways);
    void follow(int directory, const char* name, const char* path);
    [[nodiscard]] bool is_granted(std::string_view path, bool directly) const;
    // A link's target, valid until the next one is read.
    std::string_view target(int directory, const char* name) {
        const ssize_t length = read_link_at(directory, name, buffer_.data(), buffer_.size());
        return {buffer_.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
    }

    const char* preset_;
    std::string buffer_;
    std::vector<std::string> links_;  // seen in this directory, sorted
    std::vector<std::string> programs_;
};

// "libc.so", "ld-linux-x86-64.so.2"
bool is_shared_object(std::string_view path) {
    const std::string_view name = base_name(path);
    return name.ends_with(".so") || name.find(".so.") != std::string_view::npos;
}

// Whether the preset grants a path by one of its directories; DIRECTLY: as an entry of it.
bool LinkedPrograms::is_granted(std::string_view path, bool directly) const {
    for (const PresetGrant& grant : all_preset_grants()) {
        const std::string_view directory = grant.path;
        if (std::string_view(grant.preset) != preset_ || directory.empty()) continue;
        if (!path.starts_with(directory) || path.substr(directory.size(), 1) != "/") continue;
        if (!directly || path.find('/', directory.size() + 1) == std::string_view::npos)
            return true;
    }
    return false;
}

void LinkedPrograms::follow(int directory, const char* name, const char* path) {
    // Another entry is looked at by itself.
    const std::string_view link = target(directory, name);
    if (link.find('/') == std::string_view::npos || is_granted(link, true)) return;
    const auto place = std::lower_bound(links_.begin(), links_.end(), link);
    if (place != links_.end() && *place == link) return;  // many names of one program
    links_.emplace(place, link);
    const UniqueFd program(open_within(directory, name, 0));
    struct stat status = {};
    if (!program.is_open() || stat_descriptor(program.get(), status) != 0) return;
    constexpr mode_t kExecutable = S_IXUSR | S_IXGRP | S_IXOTH;
    if (!S_ISREG(status.st_mode) || (status.st_mode & kExecutable) == 0) return;
    std::string real(target(AT_FDCWD, DescriptorLink(program.get()).path));
    if (real.empty()) {  // no /proc
        real = std::string(path) + "/" + name;
    } else if (is_granted(real, false) || is_shared_object(real)) {
        return;
    }
    programs_.push_back(std::move(real));
}

// A link leads on from its directory, and to any other one.
void add_ways(const std::vector<std::string>& links, std::string_view directory,
              std::string& ways) {
    const auto add = [&](std::string_view link) {
        if (!link.starts_with('/')) (ways += directory) += '/';
        (ways += link) += '\0';
    };
    add("*");
    for (const std::string& link : links) add(link);
}

void LinkedPrograms::look_in(const char* path, std::string& ways) {
    DirectoryReader directory(path);
    if (directory.fd() < 0) return;
    links_.clear();
    const std::string_view real = target(AT_FDCWD, DescriptorLink(directory.fd()).path);
    // /bin is /usr/bin on most machines.
    if (real != path && is_granted(std::string(real) + "/x", true)) return;
    while (programs_.size() < kMaxPathsOfTemplate && directory.next()) {
        const unsigned char type = directory.type();
        if (type == DT_LNK || type == DT_UNKNOWN) follow(directory.fd(), directory.name(), path);
    }
    add_ways(links_, path, ways);
}

std::vector<std::string> LinkedPrograms::find(std::string& ways) {
    for (const PresetGrant& grant : all_preset_grants()) {
        if (std::string_view(grant.preset) == preset_ && grant.path[0] != '\0')
            look_in(grant.path, ways);
    }
    sort_names(programs_);
    programs_.erase(std::unique(programs_.begin(), programs_.end()), programs_.end());
    return std::move(programs_);
}

}  // namespace

bool is_root(std::string_view path) {
    return path.starts_with('/') && path.find_first_not_of("/.") == std::string_view::npos &&
           path.find("..") == std::string_view::npos;
}

PresetPaths find_preset_paths(const PresetGrant& grant, const ResolvedPath& like,
                              const ExpansionContext& context, const std::string& where) {
    PresetPaths found;
    const bool is_glob = grant.kind == GrantKind::glob || grant.kind == GrantKind::file_glob;
    if (grant.kind == GrantKind::path || (is_glob && context.no_system)) {
        add(found, like, grant.path);
    } else if (context.no_system) {
        return found;
    } else if (is_glob) {
        add_matches(found, grant, like, where);
    } else if (grant.kind == GrantKind::tmpdir) {
        add_tmpdir(found, like, context.environment);
    } else if (grant.kind == GrantKind::standard_streams) {
        add_streams(found, like);
    } else if (grant.kind == GrantKind::linked_programs) {
        for (std::string& path : LinkedPrograms(grant.preset).find(found.ways)) {
            add(found, like, std::move(path));
            found.paths.back().options.type = PathType::file;
        }
    }
    return found;
}

}  // namespace landlock_preload
