// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/diagnostic.hpp"
#include "tool/target/elf_file.hpp"
#include "tool/target/exec_chain.hpp"

namespace landlock_preload {

// As env(1) and timeout(1) have them: the launcher failed, what was found cannot be executed, or
// nothing was found.
inline constexpr int kLauncherFailed = 125;
inline constexpr int kNotExecutable = 126;
inline constexpr int kNotFound = 127;

// Thrown for a program that execve(2) would not start.
struct NotStarted {
    Diagnostics errors;
    int status = 0;
};

// A program that is to be started.
struct ProgramToRun {
    std::string path;  // that is executed
    ExecChain chain;
    ElfFile elf;                 // of what the process runs, which is the interpreter of a script
    std::string executable;      // its path
    bool is_unreadable = false;  // so that nothing else is known of it, nor whether it is a script
};

// NAME is looked for as execvp(3) does it. Throws NotStarted, and Diagnostics where it cannot be
// known what its start needs.
ProgramToRun find_program_to_run(const std::string& name);

// Where a file really is, as far as that can be known.
std::string real_path(const std::string& path);

// The exit status for an errno of execve(2).
int status_of_exec_error(int code);

}  // namespace landlock_preload
