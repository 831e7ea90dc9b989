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

// A file that is being read, and what was read of it.
struct PolicyFile {
    Source source;
    Policy policy;
    std::size_t next = 0;  // of its includes

    [[nodiscard]] FileId id() const { return {source.device, source.inode}; }
};

// Depth first, and with no recursion: the stack may be no larger than what the loader needs.
class Includer {
  public:
    explicit Includer(Loaded& loaded) : loaded_(loaded) {}

    // Parses a source, unites it with all that it includes, and stores the whole.
    void read(Source source);

  private:
    void begin(Source source);
    void include_next();
    void end();
    [[nodiscard]] bool is_new(FileId id, const std::string& path, const std::string& where) const;

    Loaded& loaded_;
    std::vector<PolicyFile> path_;  // the files that are being read, from the root on
    std::set<FileId> seen_;
};

void Includer::begin(Source source) {
    if (source.kind == SourceKind::file) {
        loaded_.files.push_back(source.name);
        seen_.emplace(source.device, source.inode);
    }
    path_.emplace_back().source = std::move(source);
    path_.back().policy = parse_policy(path_.back().source);
    resolve_groups(path_.back().policy);
}

// Whether an included file has yet to be read.
bool Includer::is_new(FileId id, const std::string& path, const std::string& where) const {
    if (std::any_of(path_.begin(), path_.end(),
                    [&id](const PolicyFile& file) { return file.id() == id; })) {
        fail(Stage::resolve, where, quote(path) + " includes itself");
    }
    if (seen_.contains(id)) return false;
    if (path_.size() > kMaxDepth) {
        fail(Stage::resolve, where,
             "included more than " + std::to_string(kMaxDepth) + " levels deep");
    }
    return true;
}

void Includer::include_next() {
    PolicyFile& file = path_.back();
    const std::string& name = file.source.name;
    const std::string where = name + ":/include/" + std::to_string(file.next);
    std::string path = file.policy.include[file.next++];
    if (!path.starts_with('/')) {
        if (file.source.kind != SourceKind::file) {
            fail(Stage::resolve, where,
                 "a relative include needs a policy file; write an absolute path");
        }
        path.insert(0, name, 0, name.rfind('/') + 1);  // npos + 1 is 0
    }
    OpenFile included = open_file(path);
    if (included.is_directory) {
        fail(Stage::load, where, quote(path) + " is a directory; name a file");
    }
    if (is_new({included.device, included.inode}, path, where)) {
        begin(read_file(std::move(included)));
    }
}

void Includer::end() {
    PolicyFile& nested = path_.back();
    if (nested.policy.log.is_given) {
        fail(Stage::resolve, nested.source.name + ":/log",
             "belongs into the including policy only");
    }
    unite(path_[path_.size() - 2].policy, std::move(nested.policy));
    path_.pop_back();
}

void Includer::read(Source source) {
    begin(std::move(source));
    for (;;) {
        if (path_.back().next < path_.back().policy.include.size()) {
            include_next();
        } else if (path_.size() > 1) {
            end();
        } else {
            loaded_.policy = std::move(path_.front().policy);
            return;
        }
    }
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
            loaded.notes.push_back({file, "not read: only *.json counts", EventCode::not_read});
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

void load_source(Loaded& loaded, Source source) {
    if (source.kind == SourceKind::directory) return load_directory(loaded, source.name);
    Includer(loaded).read(std::move(source));
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
