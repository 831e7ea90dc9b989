// SPDX-License-Identifier: MIT
//
// The kernel opens each of these for reading and for execution, and Landlock asks for both rights.
#include "tool/launch.hpp"

#include "base/diagnostic.hpp"
#include "tool/target/elf_file.hpp"
#include "tool/target/exec_chain.hpp"

namespace landlock_preload {

namespace {

constexpr AccessMask kNeeds = fs_access("execute", "read_file");

// Whether there is a program at the end of it.
bool is_startable(const std::string& path, ExecChain& chain) {
    try {
        follow_exec_chain(path, chain);
    } catch (const Diagnostics&) {
        return false;
    }
    return chain.not_startable.empty();
}

}  // namespace

std::vector<LaunchedFile> find_launched_files(const std::string& path) {
    std::vector<LaunchedFile> files;
    // The kernel opens each before it looks what it is, so whatever execve(2) makes of a text
    // without "#!", or of an interpreter that is not there, comes after that.
    if (is_executable(path)) files.push_back({"", path, kNeeds});
    ExecChain chain;
    const bool has_program = is_startable(path, chain);
    for (const Script& script : chain.scripts) {
        if (!has_program && !is_executable(script.interpreter)) return files;
        files.push_back({"its interpreter", script.interpreter, kNeeds});
    }
    if (!has_program) return files;
    try {
        const ElfFile elf = read_elf(chain.file.get(), chain.program);
        const char* const role = chain.scripts.empty() ? "its loader" : "its interpreter's loader";
        if (!elf.interpreter.empty()) files.push_back({role, elf.interpreter, kNeeds});
    } catch (const Diagnostics&) {
        return files;
    }
    return files;
}

}  // namespace landlock_preload
