// SPDX-License-Identifier: MIT
//
// LD_PRELOAD is a request to the dynamic loader of the new process. Three parties can drop it, all
// of them silently or with one line on standard error, while the program runs unconfined:
//
//  * there is no loader: static programs, static-pie among them;
//  * the kernel sets AT_SECURE, and the loader then ignores what the user asks for: set-id bits and
//    file capabilities, unless the file system is mounted nosuid. The kernel sets it only when ids
//    or capabilities change: a program that is setuid root is no different for root. Still the
//    answer is no whenever it is no for *some* user; who asks is not always who starts it. And it
//    sets it for whatever is started by a process whose real and effective ids differ;
//  * the loader cannot use the library: not where it looks for the name, not readable, on a noexec
//    file system, a name that its list cannot hold, another architecture, another libc.
//
// What security modules do (an SELinux transition also sets AT_SECURE) cannot be seen from here.
#include "tool/target/obstacle.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>

#include "base/diagnostic.hpp"
#include "base/unique_fd.hpp"
#include "installed_library.hpp"  // LANDLOCK_PRELOAD_PATH, of the build
#include "resolve/glob.hpp"
#include "tool/file_text.hpp"
#include "tool/target/loader_paths.hpp"
#include "tool/target/loader_search.hpp"
#include "tool/target/privilege.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kLibraryName = "liblandlock_preload.so";

bool is_mounted_noexec(int fd) {
    struct statvfs status = {};
    return fstatvfs(fd, &status) == 0 && (status.f_flag & ST_NOEXEC) != 0;
}

std::string find_library_problem(const std::string& path, ElfFile& elf) {
    const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.is_open()) return "cannot open: " + errno_text(errno);
    struct stat status = {};
    if (fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return "not a regular file";
    if (is_mounted_noexec(file.get())) return "its file system is mounted noexec";
    try {
        elf = read_elf(file.get(), path);
    } catch (const Diagnostics& errors) {
        return errors.list.front().what;
    }
    if (!elf.objection.empty()) return elf.objection;
    if (elf.type != ET_DYN || !elf.has_dynamic) return "not a shared library";
    if (elf.soname != kLibraryName) {
        return "another library: its SONAME is " + quote(elf.soname) + ", not " +
               quote(kLibraryName);
    }
    return {};
}

// Installed with us elsewhere (../lib, ../lib/x86_64-linux-gnu), or in the build directory.
std::string find_nearby(const std::string& directory) {
    for (const char* place : {"/../lib*/", "/../lib*/*/", "/../", "/"}) {
        const std::vector<std::string> found =
            match_glob(escape_glob(directory) + place + std::string(kLibraryName), "", 1);
        if (!found.empty()) return std::filesystem::path(found.front()).lexically_normal();
    }
    return {};
}

// What to do where the loader of PROGRAM does not find a name.
std::vector<std::string> advise_on_search(const ElfFile& program, const LoaderSearch& search,
                                          const std::string& name) {
    std::vector<std::string> advice;
    std::string places;
    for (const std::string& place : search.places) {
        places += places.empty() ? "looked for in " : ", ";
        places += place;
    }
    advice.push_back(places);
    for (const std::string& skipped : search.skipped)
        advice.emplace_back("passed over: ").append(skipped);
    std::error_code error;
    std::string file = LANDLOCK_PRELOAD_PATH;
    if (!std::filesystem::exists(file, error)) file = find_nearby(find_own_directory());
    if (name != kLibraryName || file.empty()) {
        advice.emplace_back("install it, or write the path of its file: LD_PRELOAD=/path/to/" +
                            name);
        return advice;
    }
    advice.push_back("its file is " + file + ". Either write that path:");
    advice.push_back("  LD_PRELOAD=" + file);
    if (find_libc_of_program(program) == Libc::musl) {
        advice.emplace_back("or install it into one of the directories above");
        return advice;
    }
    advice.emplace_back("or run ldconfig, as root, if /etc/ld.so.conf names its directory;");
    advice.emplace_back(
        "or install it into one that is named there, by meson setup --prefix and --libdir");
    return advice;
}

// Why PROGRAM cannot use LIBRARY, which is sound.
std::string find_mismatch(const ElfFile& program, const ElfFile& library) {
    if (!program.has_architecture_of(library)) {
        return "it is " + describe_architecture(program) + ", the library is " +
               describe_architecture(library);
    }
    const Libc libc = find_libc_of_program(program);
    const Libc wanted = find_libc_of_library(library);
    if (libc == wanted) return {};
    return "it uses " + describe_libc(libc) + ", the library is for " + describe_libc(wanted);
}

// As the loader of PROGRAM does it.
void look_up_name(const ElfFile& program, const std::string& path, PreloadLibrary& library) {
    const LoaderSearch search = search_as_loader(library.name, program, path);
    if (!search.doubt.empty()) {
        library.problem = search.doubt;
        library.advice = {"or write the path of its file: LD_PRELOAD=/path/to/" + library.name};
        return;
    }
    library.path = search.path;
    if (search.path.empty()) {
        library.problem = "the loader does not find " + quote(library.name) +
                          ", and would run the program unconfined";
        library.advice = advise_on_search(program, search, library.name);
        return;
    }
    library.origin = "found " + search.place;
    for (const std::string& variant : search.variants) {
        library.origin.append("; some processors get ").append(variant);
    }
    library.problem = find_library_problem(library.path, library.elf);
    for (const std::string& variant : search.variants) {
        ElfFile elf;
        std::string problem = find_library_problem(variant, elf);
        if (problem.empty()) problem = find_mismatch(program, elf);
        if (!library.problem.empty() || problem.empty()) continue;
        library.problem = "some processors get ";
        library.problem.append(variant).append(": ").append(problem);
    }
}

// A path is taken as it is, but for the variables that glibc's loader replaces.
void take_path(const ElfFile& program, const std::string& path, PreloadLibrary& library) {
    const std::optional<std::string> file = expand_as_loader(library.name, program, path);
    if (!file) {
        library.problem = "what the loader replaces in " + quote(library.name) +
                          " cannot be known; write the path out";
        return;
    }
    library.path = *file;
    library.origin = "given";
    library.problem = find_library_problem(library.path, library.elf);
    if (*file != library.name && !library.problem.empty()) {
        library.problem = *file + ": " + library.problem;
    }
}

std::string describe_loader_problem(const ElfFile& program) {
    struct stat status = {};
    const bool is_there = stat(program.interpreter.c_str(), &status) == 0;
    if (!is_there) return "its loader " + program.interpreter + ": " + errno_text(errno);
    if (find_libc_of_program(program) != Libc::unknown) return {};
    return "its loader " + program.interpreter + " is neither glibc's nor musl's";
}

// Since glibc 2.40 everybody can have the loader of a program behave as if that were privileged. If
// ours knows that tunable, it has taken it out of our environment, and secure_getenv() tells.
bool is_made_secure(const ElfFile& program) {
    setenv("IS_SECURE", "1", 1);                             // NOLINT(concurrency-mt-unsafe)
    if (secure_getenv("IS_SECURE") == nullptr) return true;  // NOLINT(concurrency-mt-unsafe)
    constexpr std::string_view kTunable = "glibc.rtld.enable_secure";
    const char* const value = std::getenv("GLIBC_TUNABLES");  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr || std::string_view(value).find(kTunable) == std::string_view::npos) {
        return false;
    }
    return read_whole_file(program.interpreter).find(kTunable) != std::string::npos;
}

bool is_loader(const ExecChain& chain, const ElfFile& program) {
    ElfFile as_interpreter;
    as_interpreter.interpreter = chain.program;
    return program.type == ET_DYN && find_libc_of_program(as_interpreter) != Libc::unknown;
}

}  // namespace

std::string find_own_directory() {
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
}

std::string find_own_library() {
    const std::string directory = find_own_directory();
    const std::string built = directory + "/" + std::string(kLibraryName);
    std::error_code error;
    for (const std::string& path : {built, std::string(LANDLOCK_PRELOAD_PATH)}) {
        if (path.starts_with('/') && std::filesystem::exists(path, error)) return path;
    }
    std::string nearby = directory.empty() ? "" : find_nearby(directory);
    return nearby.empty() ? LANDLOCK_PRELOAD_PATH : nearby;
}

PreloadLibrary find_library(const std::string& given, const ElfFile& program,
                            const std::string& path) {
    PreloadLibrary library;
    library.name = given.empty() ? kLibraryName : given;
    if (library.name.find_first_of(": \t\n\v\f\r") != std::string::npos) {
        library.problem = "its name has a space or colon, which separate the items of LD_PRELOAD";
    } else if (library.name == program.soname) {
        library.problem = "the program itself has that SONAME, and the loader takes it for it";
    } else if (library.name.find('/') != std::string::npos) {
        take_path(program, path, library);
    } else if (find_libc_of_program(program) != Libc::unknown) {
        look_up_name(program, path, library);
    }
    return library;
}

Obstacle find_obstacle(const ExecChain& chain, const ElfFile& program,
                       const PreloadLibrary& library) {
    if (program.type != ET_EXEC && program.type != ET_DYN) return {"it is no program"};
    if (getauxval(AT_SECURE) != 0) {
        return {
            "what is started from here has its loader ignore LD_PRELOAD, as this process has "
            "another real than effective user or group, or more privilege than its user; "
            "first let them be the same: setpriv --reuid=USER --regid=GROUP --clear-groups"};
    }
    if (program.interpreter.empty()) {
        if (is_loader(chain, program)) {
            return {"it is a dynamic loader; ask about the program that it is to run"};
        }
        return {"it is static: no loader reads LD_PRELOAD", true};
    }
    std::string reason = find_privilege(chain.credentials_file());
    if (!reason.empty()) return {reason, true};
    if (is_made_secure(program)) {
        return {
            "GLIBC_TUNABLES sets glibc.rtld.enable_secure, so the loader ignores LD_PRELOAD; "
            "unset it"};
    }
    if (!library.problem.empty()) return {"the library cannot be preloaded: " + library.problem};
    // A name is looked for only as a loader that is known does it.
    const bool is_loaders_matter = library.path.empty() || program.has_architecture_of(library.elf);
    reason = is_loaders_matter ? describe_loader_problem(program) : "";
    if (!reason.empty()) return {reason};
    reason = find_mismatch(program, library.elf);
    return {reason, !reason.empty()};
}

std::string find_address_sanitizer(const ElfFile& program) {
    const auto asan = std::ranges::find_if(program.needed, [](const std::string& name) {
        return name.starts_with("libasan.so") || name.starts_with("libclang_rt.asan");
    });
    return asan != program.needed.end() ? *asan : "";
}

std::vector<std::string> find_warnings(const ExecChain& chain, const ElfFile& program,
                                       const PreloadLibrary& library) {
    std::vector<std::string> warnings;
    const std::string asan = find_address_sanitizer(program);
    if (!asan.empty()) {
        warnings.push_back("AddressSanitizer must come first: LD_PRELOAD=\"" + asan + " " +
                           library.name + "\"; or, with landlock-policy run, set " +
                           kAsanBehindOthers);
    }
    std::string privilege = find_lost_privilege(chain.credentials_file());
    if (!privilege.empty()) warnings.push_back(std::move(privilege));
    return warnings;
}

}  // namespace landlock_preload
