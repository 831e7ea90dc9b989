// SPDX-License-Identifier: MIT
//
// The kernel opens each of these for reading and for execution, and Landlock asks for both rights.
#include "tool/launch.hpp"

#include "base/diagnostic.hpp"
#include "tool/target/elf_file.hpp"
#include "tool/target/exec_chain.hpp"

namespace landlock_preload {

std::vector<LaunchedFile> find_launched_files(const std::string& path) {
    constexpr AccessMask kNeeds = fs_access("execute", "read_file");
    std::vector<LaunchedFile> files;
    try {
        // The kernel opens it before it looks what it is, so whatever execve(2) makes of a text
        // without "#!", or of an interpreter that is not there, comes after that.
        if (is_executable(path)) files.push_back({"", path, kNeeds});
        const ExecChain chain = follow_exec_chain(path);
        if (!chain.not_startable.empty()) return files;
        for (const Script& script : chain.scripts) {
            files.push_back({"its interpreter", script.interpreter, kNeeds});
        }
        const ElfFile elf = read_elf(chain.file.get(), chain.program);
        const char* const role = chain.scripts.empty() ? "its loader" : "its interpreter's loader";
        if (!elf.interpreter.empty()) files.push_back({role, elf.interpreter, kNeeds});
    } catch (const Diagnostics&) {
        return files;
    }
    return files;
}

}  // namespace landlock_preload
