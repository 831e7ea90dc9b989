// SPDX-License-Identifier: MIT
//
// glibc runs one object before all others: the last one that it loads with DF_1_INITFIRST. Ours has
// that flag, and is a preload, so that every library that the program needs is loaded behind it
// (elf/rtld.c: the preloads of LD_PRELOAD, those of /etc/ld.so.preload, then what is needed, level
// by level). Before 2.34 libpthread had the flag, too.
//
// musl runs preloads first whatever their flags are.
#include "tool/target/rivals.hpp"

#include <elf.h>
#include <fcntl.h>

#include <cstdlib>
#include <deque>
#include <set>
#include <string_view>
#include <utility>

#include "base/diagnostic.hpp"
#include "base/unique_fd.hpp"
#include "tool/file_text.hpp"
#include "tool/target/loader_paths.hpp"
#include "tool/target/loader_search.hpp"

namespace landlock_preload {
namespace {

constexpr std::size_t kMostLibraries = 4096;
constexpr std::string_view kOwnName = "liblandlock_preload.so";  // no rival of itself

// The items of both lists of preloads.
std::vector<std::pair<std::string, std::string>> list_preloads() {
    std::vector<std::pair<std::string, std::string>> preloads;
    const char* const value = std::getenv("LD_PRELOAD");  // NOLINT(concurrency-mt-unsafe)
    for (std::string& item : split_list(value != nullptr ? value : "", " :")) {
        if (!item.empty()) preloads.emplace_back(std::move(item), "LD_PRELOAD has now");
    }
    for (const std::string& line : split_list(read_whole_file("/etc/ld.so.preload"), "\n")) {
        for (std::string& item : split_list(line.substr(0, line.find('#')), ": \t\r\v\f")) {
            if (!item.empty()) preloads.emplace_back(std::move(item), "/etc/ld.so.preload has");
        }
    }
    return preloads;
}

class Follower {
  public:
    Follower(const ElfFile& program, const std::string& path) : program_(program), path_(path) {}

    std::vector<Rival> follow() {
        for (const auto& [name, asked_for] : list_preloads())
            load(name, asked_for, program_, path_);
        load_needed(program_, path_);
        for (; !loaded_.empty() && seen_.size() < kMostLibraries; loaded_.pop_front()) {
            const auto [elf, path] = loaded_.front();
            load_needed(elf, path);
        }
        return std::move(rivals_);
    }

  private:
    void load_needed(const ElfFile& elf, const std::string& path) {
        for (const std::string& name : elf.needed) load(name, path + " needs", elf, path);
    }

    void load(const std::string& name, const std::string& asked_for, const ElfFile& elf,
              const std::string& path);
    // Where NAME is found for whoever needs it; empty: nowhere, or it cannot be known.
    [[nodiscard]] std::string find(const std::string& name, const ElfFile& elf,
                                   const std::string& path) const;

    const ElfFile& program_;
    const std::string& path_;
    std::set<std::string> seen_;  // names
    std::deque<std::pair<ElfFile, std::string>> loaded_;
    std::vector<Rival> rivals_;
};

std::string Follower::find(const std::string& name, const ElfFile& elf,
                           const std::string& path) const {
    if (name.find('/') != std::string::npos) return has_loader_token(name) ? "" : name;
    std::string found = search_as_loader(name, elf, path).path;
    // A library without a RUNPATH is looked for by the RPATH of the program, too.
    if (found.empty() && !elf.runpath) found = search_as_loader(name, program_, path_).path;
    return found;
}

void Follower::load(const std::string& name, const std::string& asked_for, const ElfFile& elf,
                    const std::string& path) {
    if (!seen_.insert(name).second) return;
    const std::string found = find(name, elf, path);
    const UniqueFd file(open(found.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (found.empty() || !file.is_open()) return;
    try {
        ElfFile library = read_elf(file.get(), found);
        if (!library.has_architecture_of(program_) || library.type != ET_DYN) return;
        if (library.runs_first && library.soname != kOwnName)
            rivals_.push_back({name, found, asked_for});
        library.interpreter = program_.interpreter;  // the loader is that of the process
        loaded_.emplace_back(std::move(library), found);
    } catch (const Diagnostics&) {  // the loader, too, does nothing with it
    }
}

}  // namespace

std::vector<Rival> find_auditors(const ElfFile& program, const std::string& path) {
    std::vector<Rival> auditors;
    if (find_libc_of_program(program) != Libc::glibc) return auditors;
    const auto add = [&](const std::string& list, const std::string& asked_for) {
        for (const std::string& item : split_list(list, ":")) {
            if (!item.empty()) auditors.push_back({item, item, asked_for});
        }
    };
    const char* const value = std::getenv("LD_AUDIT");  // NOLINT(concurrency-mt-unsafe)
    add(value != nullptr ? value : "", "LD_AUDIT has now");
    for (const std::string& list : program.auditors) add(list, path + " asks for");
    return auditors;
}

std::vector<Rival> find_rivals(const ElfFile& program, const std::string& path) {
    if (find_libc_of_program(program) != Libc::glibc) return {};
    return Follower(program, path).follow();
}

}  // namespace landlock_preload
