// SPDX-License-Identifier: MIT
#include "tool/run/preload.hpp"

#include <climits>
#include <cstddef>
#include <cstring>

#include "base/diagnostic.hpp"
#include "base/process_calls.hpp"
#include "preload/own_library.hpp"
#include "tool/target/loader_paths.hpp"

namespace landlock_preload {

std::string absolute_path(const std::string& path) {
    if (path.starts_with('/')) return path;
    std::string directory(PATH_MAX, '\0');
    if (read_working_directory(directory.data(), directory.size()) < 0) {
        fail(path, "cannot determine the working directory; name it by its absolute path");
    }
    directory.resize(std::strlen(directory.c_str()));
    return join_path(directory, path);
}

std::string name_library(const std::string& given) {
    return given.empty() ? find_own_library() : given;
}

Preload find_preload(const std::string& given, const ProgramToRun& program) {
    Preload preload;
    std::string name = name_library(given);
    const bool is_path = name.find('/') != std::string::npos;
    if (is_path && !has_loader_token(name)) name = absolute_path(name);
    preload.library = find_library(name, program.elf, program.chain.program);
    PreloadLibrary& library = preload.library;
    const bool is_used = !program.elf.interpreter.empty();
    if (is_used && !library.problem.empty()) {
        fail(library.path.empty() ? library.name : library.path,
             library.problem + "; --library names another file");
    }
    if (!library.path.empty()) library.path = absolute_path(library.path);
    preload.obstacle = program.is_unreadable
                           ? "it may be executed but not read, so nothing else is known about it"
                           : find_obstacle(program.chain, program.elf, library).reason;
    return preload;
}

std::string find_other_preloads(const EnvironmentCopy& environment, const Preload& preload) {
    std::string list = environment.value("LD_PRELOAD");
    if (list.empty()) return list;
    const OwnObject own(preload.library.path.c_str());
    const std::string library_path = environment.value("LD_LIBRARY_PATH");
    const char* const end = own.remove_from(list.data(), library_path.c_str());
    list.resize(static_cast<std::size_t>(end - list.data()));
    list.erase(0, list.find_first_not_of(" :\t\n\v\f\r"));
    return list;
}

}  // namespace landlock_preload
