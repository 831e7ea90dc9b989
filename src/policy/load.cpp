// SPDX-License-Identifier: MIT
//
// From a source to one whole policy: its includes, or the files of its directory.
//
// Includes are relative to the file that names them, or ready policies, at most kMaxDepth deep, and
// each file counts once however often it is named; one that includes itself, by whatever way, is an
// error. A name that was read is not read again. Another name is read, and left out only where that
// certainly loses nothing: where it is the same file by its numbers *and* says the same, word for
// word, with the same meaning. Numbers alone are no proof, since a file's inode number is free
// again as soon as the file is replaced and closed, and some filesystems (FUSE, 9p) give two files
// one number. To read a file twice is harmless, as everything adds up.
#include "policy/load.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <new>
#include <utility>

#include "base/directory.hpp"
#include "base/process_calls.hpp"
#include "policy/json/parser.hpp"
#include "policy/merge.hpp"
#include "policy/ready.hpp"
#include "policy/source.hpp"
#include "policy/template.hpp"

namespace landlock_preload {
namespace {

constexpr std::size_t kMaxDepth = 8;

// A source that was read, and kept for comparison.
struct PolicyFile {
    Source source;
    bool is_relative = false;  // what it says depends on the directory it was found in
};

// A file that is being read, and what was read of it.
struct OpenInclude {
    std::size_t file;  // its place among all that were read
    Policy policy;
    std::size_t next = 0;  // of its includes
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
    [[nodiscard]] const Source& source_of(const OpenInclude& open) const {
        return files_[open.file].source;
    }
    std::string find_included(const Source& from, const std::string& written,
                              const std::string& where);
    [[nodiscard]] std::size_t find_same(const Source& source) const;
    void check_cycle(std::size_t file, const std::string& path, const std::string& where) const;

    Loaded& loaded_;
    std::vector<OpenInclude> path_;             // the files that are being read, from the root on
    std::vector<PolicyFile> files_;             // all that were read
    std::map<std::string, std::size_t> names_;  // and every name they were read by
};

bool depends_on_directory(const Policy& policy) {
    return std::any_of(policy.include.begin(), policy.include.end(),
                       [](const std::string& path) { return !path.starts_with('/'); }) ||
           std::any_of(policy.variable.begin(), policy.variable.end(),
                       [](const Variable& variable) {
                           return variable.kind == VariableKind::builtin &&
                                  variable.builtin == Builtin::policy_dir;
                       });
}

// The directory part of a file's name: what its relative includes are put behind.
std::string directory_part(const std::string& file) {
    return file.substr(0, file.rfind('/') + 1);  // npos + 1 is 0
}

// An included file that cannot be read is named with the place that includes it.
OpenFile open_included(const std::string& written, const std::string& path,
                       const std::string& where) {
    const bool is_no_path = written.starts_with('{') || written.starts_with("fd:");
    try {
        return open_file(path, is_no_path ? "; an include is the path of a file" : "", false);
    } catch (const Diagnostics& errors) {
        const Diagnostic& error = errors.list.front();
        fail(where, concat({quote(path), ": ", error.what}), error.error_number);
    }
}

// Whether two files lie in one directory. False where that is not certain.
bool share_directory(const std::string& left, const std::string& right) {
    const std::string left_part = directory_part(left);
    const std::string right_part = directory_part(right);
    if (left_part == right_part) return true;
    const auto open = [](const std::string& part) {
        return UniqueFd(
            open_named(part.empty() ? "." : part.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    };
    const UniqueFd left_fd = open(left_part);
    const UniqueFd right_fd = open(right_part);  // both are held while they are compared
    const std::string real = descriptor_path(left_fd.get());
    return !real.empty() && real == descriptor_path(right_fd.get());
}

// The place of a file to which SOURCE would add nothing, or files_.size().
std::size_t Includer::find_same(const Source& source) const {
    std::size_t place = 0;
    for (; place < files_.size(); ++place) {
        const Source& file = files_[place].source;
        if (file.kind != SourceKind::file || file.inode != source.inode) continue;
        if (file.device != source.device || file.text != source.text) continue;
        if (!files_[place].is_relative || share_directory(file.name, source.name)) break;
    }
    return place;
}

void Includer::begin(Source source) {
    const std::size_t place = files_.size();
    if (!source.origin.empty()) loaded_.files.push_back(source.origin);
    if (source.kind == SourceKind::file) {
        loaded_.files.push_back(source.name);
        names_.emplace(component_form(source.name), place);
    }
    files_.push_back({std::move(source)});
    path_.push_back({place, parse_policy(files_.back().source)});
    resolve_groups(path_.back().policy);
    files_.back().is_relative = depends_on_directory(path_.back().policy);
}

// Refuses a file that is being read already.
void Includer::check_cycle(std::size_t file, const std::string& path,
                           const std::string& where) const {
    for (const OpenInclude& open : path_) {
        if (open.file == file) fail(where, quote(path) + " includes itself");
    }
}

// The path that is meant by what FROM includes. Whoever could make the file that would be found
// before a ready policy changes the next start.
std::string Includer::find_included(const Source& from, const std::string& written,
                                    const std::string& where) {
    if (is_ready_name(written)) {
        ReadyPolicy ready = find_ready_policy(written, where);
        if (!ready.first.empty()) loaded_.files.push_back(std::move(ready.first));
        return std::move(ready.path);
    }
    if (written.starts_with('/')) return written;
    if (from.kind != SourceKind::file) {
        fail(where, "a relative include needs a policy file; write an absolute path");
    }
    return directory_part(from.name) + written;
}

void Includer::include_next() {
    OpenInclude& open = path_.back();
    const Source& from = source_of(open);
    const std::string where =
        text_of(from.name, {Section::include, static_cast<std::uint32_t>(open.next)});
    const std::string written = open.policy.include[open.next++];
    const std::string path = find_included(from, written, where);
    const auto [known, is_new_name] = names_.try_emplace(component_form(path), files_.size());
    if (!is_new_name) return check_cycle(known->second, path, where);
    OpenFile included = open_included(written, path, where);
    if (included.is_directory) {
        fail(where, quote(path) + " is a directory; name a file");
    }
    Source source = read_file(std::move(included));
    known->second = find_same(source);
    if (known->second < files_.size()) {
        loaded_.files.push_back(path);  // whoever can change this name changes the next start
        return check_cycle(known->second, path, where);
    }
    if (path_.size() > kMaxDepth) {
        fail(where, "included more than " + std::to_string(kMaxDepth) + " levels deep");
    }
    begin(std::move(source));
}

void Includer::end() {
    OpenInclude& nested = path_.back();
    if (nested.policy.has_log) {
        fail(text_of(source_of(nested).name, {Section::log}),
             "is allowed only in the including policy");
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
    std::vector<std::string> names;
    DirectoryReader directory(path.c_str());
    while (directory.next()) {
        if (directory.name()[0] != '.') names.emplace_back(directory.name());
    }
    if (directory.error() == ENOMEM) throw std::bad_alloc();
    if (directory.error() != 0) {
        fail(path, "cannot list: " + errno_text(directory.error()), directory.error());
    }
    sort_names(names);
    return names;
}

void compose_into(Loaded& loaded, std::vector<Policy> policies) {
    for (const Policy& policy : policies) {
        if (!policy.is_extended) continue;
        fail(policy.source,
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
            loaded.notes.push_back({Severity::note, file, "not read: only *.json counts",
                                    LANDLOCK_PRELOAD_EVENT_NOT_READ});
            continue;
        }
        loaded.files.push_back(file);
        const Source source = read_path(file);
        if (source.kind == SourceKind::directory) fail(file, "is a directory");
        policies.push_back(parse_policy(source));
    }
    if (policies.empty()) fail(path, "no *.json in this directory");
    compose_into(loaded, std::move(policies));
}

void load_source(Loaded& loaded, Source source) {
    if (source.kind == SourceKind::directory) return load_directory(loaded, source.name);
    Includer(loaded).read(std::move(source));
}

}  // namespace

void refuse_lost_protection(const Loaded& loaded) {
    std::vector<Diagnostic> errors;
    for (const Diagnostic& lost : loaded.lost) {
        collect(errors, lost.location, lost.what);
    }
    if (!errors.empty()) throw Diagnostics{std::move(errors)};
}

Loaded load_policy(const char* value) {
    Loaded loaded;
    load_source(loaded, read_source(value));
    return loaded;
}

Loaded load_sources(std::vector<Source> sources) {
    Loaded loaded;
    if (sources.size() == 1) {
        load_source(loaded, std::move(sources.front()));
        return loaded;
    }
    std::vector<Policy> policies;
    for (const Source& source : sources) {
        if (source.kind == SourceKind::directory) {
            fail(source.name, "is a directory; name it alone");
        }
        if (source.kind == SourceKind::file) loaded.files.push_back(source.name);
        policies.push_back(parse_policy(source));
    }
    compose_into(loaded, std::move(policies));
    return loaded;
}

}  // namespace landlock_preload
