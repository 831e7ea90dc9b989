// SPDX-License-Identifier: MIT
#include "tool/this_machine.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "resolve/preset_paths.hpp"

namespace landlock_preload {

std::string without_links(const std::string& path) {
    std::error_code error;
    const std::filesystem::path real = std::filesystem::canonical(path, error);
    return error ? "" : real.native();
}

bool ThisMachine::is_directory(const std::string& path) {
    struct stat status = {};
    return lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::size_t ThisMachine::count_entries(const std::string& directory) {
    std::error_code error;
    std::size_t count = 0;
    for (std::filesystem::directory_iterator at(directory, error), end; !error && at != end;
         at.increment(error)) {
        ++count;
    }
    return count;
}

std::vector<PresetRow> ThisMachine::preset(const std::string& name) {
    std::vector<PresetRow> rows;
    for (const PresetGrant& grant : all_preset_grants()) {
        if (name != grant.preset || grant.kind == GrantKind::port) continue;
        const ResolvedPath like = {grant.path, grant.access};
        for (const ResolvedPath& path : find_preset_paths(grant, like, {environ}, "").paths) {
            const std::string real = without_links(path.path);
            if (!real.empty()) rows.push_back({real, path.allowed_access});
        }
    }
    return rows;
}

void note_surroundings(Learned& learned) {
    learned.working_directory = without_links(".");
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text = *variable;
        const std::size_t equals = text.find('=');
        const std::string name = text.substr(0, equals);
        const std::string value = equals == std::string::npos ? "" : text.substr(equals + 1);
        if (!value.starts_with('/') || value.find(':') != std::string::npos) continue;
        const std::string real = without_links(value);
        if (name == "HOME") learned.home = real;
        if (name == "TMPDIR") learned.temporary = real;
        const bool is_of_shell = name == "HOME" || name == "TMPDIR" || name == "PWD" ||
                                 name == "OLDPWD" || name == "SHELL" || name == "_" ||
                                 name.starts_with("LD_") || name.starts_with("LANDLOCK_");
        if (!is_of_shell && !real.empty()) learned.environment[name] = real;
    }
}

}  // namespace landlock_preload
