// SPDX-License-Identifier: MIT
//
// A loader that is guessed at is the commonest fault of launchers. So nothing is guessed: where
// each library of the program is one that ldconfig(8) has listed, and nothing says that the loader
// looks elsewhere first, the directories of those are what it needs, whichever of the files there
// it takes for this processor. In every other case the loader itself is asked.
#include "tool/run/libraries.hpp"

#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "tool/file_text.hpp"
#include "tool/run/loader_question.hpp"
#include "tool/run/program.hpp"
#include "tool/target/loader_cache.hpp"
#include "tool/target/loader_search.hpp"
#include "tool/target/rivals.hpp"

namespace landlock_preload {
namespace {

constexpr const char* kCache = "/etc/ld.so.cache";
constexpr const char* kPreloadFile = "/etc/ld.so.preload";

// Whether it is the loader that reads kCache: those of other prefixes have a cache of their own.
bool is_systems_loader(const ElfFile& program) {
    const std::string& loader = program.interpreter;
    return find_libc_of_program(program) == Libc::glibc &&
           (loader.starts_with("/lib") || loader.starts_with("/usr/lib"));
}

bool has_path_of_its_own(const ElfFile& elf) {
    return elf.rpath || elf.runpath || elf.has_no_default_directories || !elf.auditors.empty();
}

// The libraries of a program, as far as they are all listed in the cache.
class ListedLibraries {
  public:
    explicit ListedLibraries(const ElfFile& program) : program_(program), cache_(kCache) {}

    // The directories that they are in; nothing where one is not listed, or has a path of its own.
    std::optional<std::vector<std::string>> find_directories(const ElfFile* preload);

  private:
    bool add(const std::string& name);
    bool read(const std::string& path);

    const ElfFile& program_;
    MappedFile cache_;
    std::set<std::string> seen_;
    std::deque<ElfFile> unread_;
    std::set<std::string> directories_;
};

bool ListedLibraries::read(const std::string& path) {
    const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.is_open()) return false;
    unread_.push_back(read_elf(file.get(), path));
    return unread_.back().has_architecture_of(program_);
}

bool ListedLibraries::add(const std::string& name) {
    // The loader knows itself by its name.
    if (name == base_name(program_.interpreter) || !seen_.insert(name).second) return true;
    const auto entries = find_in_loader_cache(cache_.bytes(), name, program_);
    if (!entries || entries->empty()) return false;
    for (const CachedLibrary& entry : *entries) {
        directories_.insert(entry.path.substr(0, entry.path.rfind('/')));
    }
    return read(entries->back().path);
}

std::optional<std::vector<std::string>> ListedLibraries::find_directories(const ElfFile* preload) {
    unread_.push_back(program_);
    if (preload != nullptr) unread_.push_back(*preload);
    for (; !unread_.empty(); unread_.pop_front()) {
        const ElfFile elf = unread_.front();
        if (has_path_of_its_own(elf)) return std::nullopt;
        if (!std::ranges::all_of(elf.needed, [&](const auto& name) { return add(name); })) {
            return std::nullopt;
        }
    }
    return std::vector<std::string>(directories_.begin(), directories_.end());
}

std::optional<std::vector<std::string>> find_listed(const ElfFile& program,
                                                    const ElfFile* preload) {
    try {
        return ListedLibraries(program).find_directories(preload);
    } catch (const Diagnostics&) {  // a library is damaged: the loader says it better
        return std::nullopt;
    }
}

// Whether it is a file that a loader could map for the program.
bool is_library(const std::string& path, const ElfFile& program) {
    const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.is_open()) return false;
    try {
        const ElfFile elf = read_elf(file.get(), path);
        return elf.type == ET_DYN && elf.has_dynamic && elf.has_architecture_of(program);
    } catch (const Diagnostics&) {
        return false;
    }
}

// In /lib or /lib64 itself, wherever links of the system's lead from there.
bool is_in_root_directory(std::string_view path) {
    return path.starts_with("/lib") && path.find('/', 1) == path.rfind('/');
}

// Whether it lies where packages are installed, and has a loader's name: what the user has not
// brought along, with a program of which nothing is known.
bool is_installed(const ElfFile& program) {
    constexpr std::string_view kPlaces[] = {"/usr/", "/lib", "/nix/store/", "/gnu/store/"};
    if (find_libc_of_program(program) == Libc::unknown) return false;
    if (is_in_root_directory(program.interpreter)) return true;
    const std::string path = real_path(program.interpreter);
    return std::ranges::any_of(kPlaces, [&](auto place) { return path.starts_with(place); });
}

// What the loader names is granted, and names are the program's. So they are those of libraries.
std::vector<std::string> ask(LoaderStart& start) {
    const ElfFile& program = start.program;
    // It is not for the answer to run anybody's code: that of audit libraries, and that which
    // relocates a library, which the other two have the loader do.
    for (const char* name : {"LD_AUDIT", "LD_DEBUG", "LD_WARN"}) start.environment.remove(name);
    std::vector<std::string> answer =
        ask_loader(program.interpreter, real_path(start.path), start.environment.entries());
    for (const std::string& path : answer) {
        if (is_library(path, program)) continue;
        fail(start.path, "its loader " + program.interpreter + " names " + quote(path) +
                             ", which is no library that can be read");
    }
    return answer;
}

}  // namespace

std::vector<std::string> find_loader_lists(const ElfFile& program) {
    if (find_libc_of_program(program) == Libc::musl) {
        return {find_musl_path_file(program.interpreter)};
    }
    return {kCache, kPreloadFile};
}

bool is_answered_by_stranger(const ElfFile& program) {
    return !is_installed(program) || !program.auditors.empty();
}

std::vector<std::string> find_libraries(LoaderStart start) {
    const ElfFile& program = start.program;
    if (is_answered_by_stranger(program)) return {};
    std::vector<std::string> files;
    const std::vector<Rival> auditors = find_auditors(program, start.path);
    for (const Rival& auditor : auditors) {
        if (is_library(auditor.path, program)) files.push_back(auditor.path);
    }
    const bool is_usual = is_systems_loader(program) && !start.has_other_preloads &&
                          auditors.empty() && start.environment.value("LD_LIBRARY_PATH").empty() &&
                          access(kPreloadFile, F_OK) != 0;
    std::optional<std::vector<std::string>> found;
    if (is_usual) found = find_listed(program, start.preload);
    if (!found) found = ask(start);
    files.insert(files.end(), found->begin(), found->end());
    return files;
}

}  // namespace landlock_preload
