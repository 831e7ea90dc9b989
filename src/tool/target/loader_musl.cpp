// SPDX-License-Identifier: MIT
//
// musl (ldso/dynlink.c, load_library): LD_LIBRARY_PATH, then what /etc/ld-musl-ARCH.path names,
// relative to two levels above the loader; /lib:/usr/local/lib:/usr/lib where there is no such
// file. The first file that can be opened is taken, whatever it is.
#include "tool/target/loader_search.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/diagnostic.hpp"
#include "base/unique_fd.hpp"
#include "tool/file_text.hpp"
#include "tool/target/loader_paths.hpp"

namespace landlock_preload {
std::string find_musl_path_file(const std::string& interpreter) {
    namespace fs = std::filesystem;
    constexpr std::string_view kStart = "ld-musl-";
    fs::path loader = interpreter;
    std::error_code error;
    if (!loader.filename().native().starts_with(kStart)) loader = fs::canonical(loader, error);
    std::string architecture = loader.filename().native().substr(kStart.size());
    architecture.erase(std::min(architecture.find(".so"), architecture.size()));
    const std::string prefix = fs::path(interpreter).parent_path().parent_path();
    return (prefix == "/" ? "" : prefix) + "/etc/" + std::string(kStart) + architecture + ".path";
}

LoaderSearch search_as_musl(const std::string& name, const ElfFile& program,
                            const std::string& library_path) {
    LoaderSearch found;
    if (!program.interpreter.starts_with('/')) {
        found.doubt = "where its loader searches is not known, as its own path " +
                      quote(program.interpreter) + " is relative";
        return found;
    }
    const std::string path_file = find_musl_path_file(program.interpreter);
    errno = 0;
    std::string system = read_whole_file(path_file);
    system.erase(std::min(system.find('\0'), system.size()));
    const bool is_missing = system.empty() && errno == ENOENT;
    if (is_missing) system = "/lib:/usr/local/lib:/usr/lib";
    struct Place {
        std::string list, name;
    };
    const std::string system_name = is_missing ? system : path_file;
    for (const Place& place :
         {Place{library_path, "LD_LIBRARY_PATH"}, Place{system, system_name}}) {
        if (!place.list.empty()) found.places.push_back(place.name);
        for (const std::string& directory : split_list(place.list, ":\n")) {
            if (directory.empty()) continue;
            const std::string path = join_path(directory, name);
            const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
            if (file.is_open()) {
                found.path = path;
                found.place = "by " + place.name;
                return found;
            }
            if (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG) continue;
            found.skipped.push_back(path + ": cannot open: " + errno_text(errno));
            if (errno != EACCES) return found;
        }
    }
    return found;
}

}  // namespace landlock_preload
