// SPDX-License-Identifier: MIT
//
// From a source to one whole policy: its includes, or the files of its directory.
//
// Includes are relative to the file that names them, at most kMaxDepth deep, and each file counts
// once however often it is named, and is read once; one that includes itself, by whatever way, is
// an error. Which file is which is told by device and inode, read from the descriptor the text came
// from.
#include "policy/load.hpp"

#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>
#include <set>
#include <string_view>
#include <utility>

#include "policy/compose.hpp"
#include "policy/json.hpp"
#include "policy/source.hpp"

namespace landlock_preload {
namespace {

constexpr std::size_t kMaxDepth = 8;

using FileId = std::pair<dev_t, ino_t>;

class Includer {
  public:
    explicit Includer(Loaded& loaded) : loaded_(loaded) {}

    // Parses a source, and unites it with all that it includes.
    Policy read(const Source& source);

  private:
    void include(Policy& policy, const Source& source, std::size_t index);

    Loaded& loaded_;
    std::vector<FileId> path_;  // the files that are being read, from the root on
    std::set<FileId> seen_;
};

// NOLINTNEXTLINE(misc-no-recursion): at most kMaxDepth deep
void Includer::include(Policy& policy, const Source& source, std::size_t index) {
    const std::string where = source.name + ":/include/" + std::to_string(index);
    const std::string& written = policy.include[index];
    if (source.kind != SourceKind::file) {
        if (!written.starts_with('/')) {
            fail(Stage::resolve, where,
                 "a relative include needs a policy file; write an absolute path");
        }
    }
    std::string path = written;
    if (!written.starts_with('/')) {
        const std::size_t slash = source.name.rfind('/');
        path = source.name.substr(0, slash + 1) + written;  // npos + 1 is 0
    }
    OpenFile file = open_file(path);
    if (file.is_directory) {
        fail(Stage::load, where, quote(path) + " is a directory; name a file");
    }
    const FileId id = {file.device, file.inode};
    if (std::find(path_.begin(), path_.end(), id) != path_.end()) {
        fail(Stage::resolve, where, quote(path) + " includes itself");
    }
    if (seen_.contains(id)) return;
    if (path_.size() > kMaxDepth) {
        fail(Stage::resolve, where,
             "included more than " + std::to_string(kMaxDepth) + " levels deep");
    }
    Policy nested = read(read_file(std::move(file)));
    if (nested.log.is_given) {
        fail(Stage::resolve, path + ":/log", "belongs into the including policy only");
    }
    unite(policy, std::move(nested));
}

// NOLINTNEXTLINE(misc-no-recursion): at most kMaxDepth deep
Policy Includer::read(const Source& source) {
    if (source.kind == SourceKind::file) {
        loaded_.files.push_back(source.name);
        seen_.emplace(source.device, source.inode);
    }
    path_.emplace_back(source.device, source.inode);
    Policy policy = parse_policy(source);
    resolve_groups(policy);
    for (std::size_t i = 0; i < policy.include.size(); ++i) include(policy, source, i);
    path_.pop_back();
    return policy;
}

// The names in a directory, sorted, so that every start sees the same order.
std::vector<std::string> list_directory(const std::string& path) {
    struct Close {
        void operator()(DIR* directory) const { closedir(directory); }
    };
    const std::unique_ptr<DIR, Close> directory(opendir(path.c_str()));
    if (!directory) {
        if (errno == ENOMEM) throw std::bad_alloc();
        fail(Stage::load, path, "cannot list: " + errno_text(errno), errno);
    }
    std::vector<std::string> names;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): ours alone
    while (const dirent* entry = readdir(directory.get())) {
        if (entry->d_name[0] == '.') continue;
        std::string name = entry->d_name;
        names.insert(std::upper_bound(names.begin(), names.end(), name), std::move(name));
    }
    return names;
}

void compose_into(Loaded& loaded, std::vector<Policy> policies) {
    for (const Policy& policy : policies) {
        if (!policy.is_extended) continue;
        fail(Stage::load, policy.source,
             "an extended policy cannot be composed with others; include them in it instead");
    }
    Composition composition = compose(std::move(policies));
    loaded.policy = std::move(composition.policy);
    loaded.lost = std::move(composition.lost);
}

void load_directory(Loaded& loaded, const std::string& path) {
    loaded.files.push_back(path);
    std::vector<Policy> policies;
    for (const std::string& name : list_directory(path)) {
        std::string file = path;
        if (!file.ends_with('/')) file += '/';
        file += name;
        if (!name.ends_with(".json")) {
            loaded.notes.push_back({file, "not read: only *.json counts"});
            continue;
        }
        loaded.files.push_back(file);
        const Source source = read_path(file);
        if (source.kind == SourceKind::directory) fail(Stage::load, file, "is a directory");
        policies.push_back(parse_policy(source));
    }
    if (policies.empty()) fail(Stage::load, path, "no *.json in this directory");
    compose_into(loaded, std::move(policies));
}

void load_source(Loaded& loaded, const Source& source) {
    if (source.kind == SourceKind::directory) return load_directory(loaded, source.name);
    loaded.policy = Includer(loaded).read(source);
}

}  // namespace

void refuse_lost_protection(const Loaded& loaded) {
    std::vector<Error> errors;
    for (const Message& lost : loaded.lost) {
        collect(errors, {Stage::resolve, 0, lost.where, lost.what});
    }
    if (!errors.empty()) throw Errors{std::move(errors)};
}

Loaded load_policy(const char* value) {
    Loaded loaded;
    load_source(loaded, read_source(value));
    return loaded;
}

Loaded load_files(const std::vector<std::string>& paths) {
    Loaded loaded;
    if (paths.size() == 1) {
        load_source(loaded, read_path(paths.front()));
        return loaded;
    }
    std::vector<Policy> policies;
    for (const std::string& path : paths) {
        const Source source = read_path(path);
        if (source.kind == SourceKind::directory) {
            fail(Stage::load, path, "is a directory; name it alone");
        }
        loaded.files.push_back(path);
        policies.push_back(parse_policy(source));
    }
    compose_into(loaded, std::move(policies));
    return loaded;
}

}  // namespace landlock_preload
