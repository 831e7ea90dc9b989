// SPDX-License-Identifier: MIT
#include "tool/target/loader_search.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/diagnostic.hpp"
#include "tool/target/loader_paths.hpp"

namespace landlock_preload {
namespace {

// Before 2.37 the loader searched these, and any of them below another: `tls`, and its names for
// the platform and its important features (sysdeps/*/dl-procinfo.*, dl-hwcap.h).
constexpr const char* kLegacyNames[] = {
    "tls",    "haswell", "xeon_phi", "avx512_1", "x86_64",  "sse2",   "cmov",    "i386", "i486",
    "i586",   "i686",    "nosegneg", "aarch64",  "atomics", "v6l",    "v7l",     "v8l",  "vfp",
    "neon",   "power5",  "power6",   "power7",   "power8",  "power9", "power10", "z900", "z990",
    "z9-109", "z10",     "z196",     "zEC12",    "z13",     "z14",    "z15",
};
constexpr int kMaxLegacyDepth = 4;

void list_processors(const std::string& directory, const std::string& name, Variants& variants) {
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(opendir(directory.c_str()), closedir);
    if (!stream) {
        const int error = errno;
        // The loader knows the names below it, and needs no leave to list it.
        const bool may_search = faccessat(AT_FDCWD, directory.c_str(), X_OK, AT_EACCESS) == 0;
        const bool is_none = error == ENOENT || error == ENOTDIR;
        if (!is_none && may_search) variants.unlisted = directory + ": " + errno_text(error);
        return;
    }
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the tool has one thread
    while (const dirent* entry = readdir(stream.get())) {
        if (entry->d_name[0] == '.') continue;
        variants.paths.push_back(join_path(join_path(directory, entry->d_name), name));
    }
    std::ranges::sort(variants.paths);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as DEPTH
void add_legacy(const std::string& directory, const std::string& name, int depth,
                Variants& variants) {
    // NOLINTNEXTLINE(misc-no-recursion)
    const auto look_into = [&](const char* legacy) {
        const std::string below = join_path(directory, legacy);
        struct stat status = {};
        if (stat(below.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return;
        variants.paths.push_back(join_path(below, name));
        if (depth > 1) add_legacy(below, name, depth - 1, variants);
    };
    for (const char* const legacy : kLegacyNames) look_into(legacy);
    // NOLINTNEXTLINE(*-reinterpret-cast,performance-no-int-to-ptr): the kernel gives an address
    const auto* const platform = reinterpret_cast<const char*>(getauxval(AT_PLATFORM));
    if (platform != nullptr) look_into(platform);
}

}  // namespace

Variants find_variants(const std::string& directory, const std::string& name) {
    Variants variants;
    list_processors(join_path(directory, "glibc-hwcaps"), name, variants);
    add_legacy(directory, name, kMaxLegacyDepth, variants);
    return variants;
}

}  // namespace landlock_preload
