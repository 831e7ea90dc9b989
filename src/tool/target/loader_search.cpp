// SPDX-License-Identifier: MIT
//
// LD_PRELOAD=liblandlock_preload.so, as all examples have it, is found or not by the loader of the
// program, and what it does not find it leaves out: the program runs unconfined. So the answer
// follows the loader, without starting it (nothing of a program is run to ask about it).
//
// glibc (elf/dl-load.c, _dl_map_object; a preload is loaded for the program): the program's
// DT_RPATH, unless it has a DT_RUNPATH; LD_LIBRARY_PATH, of our own environment, as the answer is
// about a start from here; the program's DT_RUNPATH; the cache; and the directories built into the
// loader, which differ by distribution and are taken from its file, as is the path of the cache.
// The last two are restricted by DF_1_NODEFLIB. A file that cannot be opened, and one for another
// architecture, is passed over; anything else of that name ends the search, even if it is damaged.
// In each directory glibc-hwcaps/*/ comes first, for processors that can run it, and before 2.37
// `tls`, `haswell` and others: which are searched is not looked into, so that whatever lies there
// has to be good, and does not suffice.
//
// For musl see loader_musl.cpp.
//
// Where it cannot be known what a loader does, the search ends in doubt, and the answer is no.
#include "tool/target/loader_search.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/diagnostic.hpp"
#include "base/unique_fd.hpp"
#include "tool/file_text.hpp"
#include "tool/target/loader_cache.hpp"
#include "tool/target/loader_paths.hpp"

namespace landlock_preload {
namespace {

std::string library_path() {
    const char* const value = std::getenv("LD_LIBRARY_PATH");  // NOLINT(concurrency-mt-unsafe)
    return value != nullptr ? value : "";
}

// Loaders differ in which of several they take.
bool has_library_path_twice() {
    int count = 0;
    for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
        if (std::string_view(*variable).starts_with("LD_LIBRARY_PATH=")) ++count;
    }
    return count > 1;
}

enum class Look : unsigned char { taken, passed_over, unknown };

// Whether the loader goes on to the next directory where it could not open PATH. It remembers of
// an absolute directory that there is none, and expects a relative one to exist.
bool goes_on_after(int error, const std::string& path) {
    if (error == ENOENT || error == EACCES) return true;
    std::error_code ignored;
    return error == ENOTDIR && path.starts_with('/') &&
           !std::filesystem::is_directory(std::filesystem::path(path).parent_path(), ignored);
}

// What glibc's open_verify() and open_path() make of a file.
Look look_at(const std::string& path, const ElfFile& program, LoaderSearch& search) {
    const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.is_open()) {
        const int error = errno;
        if (!goes_on_after(error, path)) {
            errno = error;
            return Look::unknown;
        }
        if (error == EACCES) search.skipped.push_back(path + ": cannot open: " + errno_text(error));
        return Look::passed_over;
    }
    try {
        const ElfFile elf = read_elf(file.get(), path);
        const bool is_of_class = elf.elf_class == program.elf_class;
        const bool stops = elf.data != program.data || !elf.objection.empty();
        if (elf.has_architecture_of(program) || (is_of_class && stops)) return Look::taken;
        search.skipped.push_back(path + ": it is " + describe_architecture(elf));
        return Look::passed_over;
    } catch (const Diagnostics&) {
        return Look::taken;  // the loader does so, and then fails
    }
}

class GlibcSearch {
  public:
    GlibcSearch(std::string name, const ElfFile& program, std::string origin, std::string lib)
        : name_(std::move(name)),
          program_(program),
          origin_(std::move(origin)),
          lib_(std::move(lib)) {}

    // Whether the search ends there.
    bool look_into(const std::vector<std::string>& directories, const std::string& place) {
        for (const std::string& item : directories) {
            const std::optional<std::string> directory = expand_loader_tokens(item, origin_, lib_);
            if (!directory) {
                return doubt("it is not known what the loader takes " + quote(item) +
                             " for; write that directory out");
            }
            if (look_for_variants(*directory)) return true;
            const std::string path = join_path(*directory, name_);
            const Look look = look_at(path, program_, found);
            if (look == Look::unknown) {
                return doubt("it is not known whether the loader goes on after " + path + ": " +
                             errno_text(errno));
            }
            if (look == Look::taken) return take(path, place);
        }
        return false;
    }

    bool look_into_cache(const std::string& cache_path, const std::vector<std::string>& built_in) {
        const std::string bytes = read_whole_file(cache_path);
        if (bytes.empty()) return false;  // the loader, too, goes on without one
        const auto entries = find_in_loader_cache(bytes, name_, program_);
        if (!entries || !is_sound_loader_cache(bytes, program_)) {
            return doubt("the loader's cache " + cache_path + " is damaged; run ldconfig, as root");
        }
        for (const CachedLibrary& entry : *entries) {
            if (entry.is_for_some_processors) {
                found.variants.push_back(entry.path);
                continue;
            }
            const bool is_built_in = std::ranges::any_of(
                built_in, [&](const std::string& start) { return entry.path.starts_with(start); });
            if (program_.has_no_default_directories && is_built_in) return false;
            // The loader looks at one entry.
            return look_at(entry.path, program_, found) == Look::taken &&
                   take(entry.path, "in the loader's cache");
        }
        return false;
    }

    LoaderSearch found;

  private:
    bool take(const std::string& path, const std::string& place) {
        found.path = path;
        found.place = place;
        return true;
    }

    bool look_for_variants(const std::string& directory) {
        const Variants variants = find_variants(directory, name_);
        if (!variants.unlisted.empty()) {
            return doubt("what the loader finds there cannot be listed: " + variants.unlisted);
        }
        for (const std::string& path : variants.paths) {
            if (look_at(path, program_, found) == Look::taken) found.variants.push_back(path);
        }
        return false;
    }

    // Ends the search.
    bool doubt(const std::string& why) {
        found.doubt = why;
        return true;
    }

    std::string name_;
    const ElfFile& program_;
    std::string origin_;
    std::string lib_;
};

// $ORIGIN is where the program really lies. The loader reads that from /proc/self/exe, and leaves
// out what has an $ORIGIN where it cannot. Empty: not known.
std::string find_origin(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::read_symlink("/proc/self/exe", error).is_absolute()) return {};
    return std::filesystem::canonical(path, error).parent_path();
}

LoaderSearch search_as_glibc(const std::string& name, const ElfFile& program,
                             const std::string& path) {
    const std::string loader = read_whole_file(program.interpreter);
    const std::vector<std::string> built_in = find_built_in_directories(loader);
    const std::string cache = find_loader_cache_path(loader);
    GlibcSearch search(name, program, find_origin(path), find_loader_lib(built_in));
    if (loader.empty()) {
        search.found.doubt =
            "its loader " + program.interpreter + " cannot be read, and with it where it searches";
        return search.found;
    }
    const auto look_into_list = [&](const std::string& list, const char* separators,
                                    const std::string& place) {
        if (list.empty()) return false;
        search.found.places.push_back(place);
        return search.look_into(split_list(list, separators), "by " + place);
    };
    if (!program.runpath && program.rpath &&
        look_into_list(*program.rpath, ":", "the RPATH of " + path)) {
        return search.found;
    }
    if (look_into_list(library_path(), ":;", "LD_LIBRARY_PATH")) return search.found;
    if (program.runpath && look_into_list(*program.runpath, ":", "the RUNPATH of " + path)) {
        return search.found;
    }
    if (!cache.empty()) search.found.places.push_back(cache);
    if (search.look_into_cache(cache, built_in) || program.has_no_default_directories) {
        return search.found;
    }
    search.found.places.insert(search.found.places.end(), built_in.begin(), built_in.end());
    search.look_into(built_in, "in a directory that the loader always searches");
    return search.found;
}

}  // namespace

std::optional<std::string> expand_as_loader(const std::string& name, const ElfFile& program,
                                            const std::string& path) {
    const bool is_known = find_libc_of_program(program) == Libc::glibc;
    if (!is_known || !has_loader_token(name)) return name;
    const std::vector<std::string> built_in =
        find_built_in_directories(read_whole_file(program.interpreter));
    if (built_in.empty()) return std::nullopt;
    return expand_loader_tokens(name, find_origin(path), find_loader_lib(built_in));
}

LoaderSearch search_as_loader(const std::string& name, const ElfFile& program,
                              const std::string& path) {
    if (has_library_path_twice()) {
        LoaderSearch found;
        found.doubt = "LD_LIBRARY_PATH is in the environment more than once; set it once";
        return found;
    }
    if (find_libc_of_program(program) == Libc::musl)
        return search_as_musl(name, program, library_path());
    return search_as_glibc(name, program, path);
}

}  // namespace landlock_preload
