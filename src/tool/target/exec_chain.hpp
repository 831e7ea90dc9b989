// SPDX-License-Identifier: MIT
//
// Which file execve(2) ends up with, and by way of which scripts and handlers of binfmt_misc.
#pragma once

#include <string>
#include <vector>

#include "base/unique_fd.hpp"

namespace landlock_preload {

// A file that another one is started for.
struct Script {
    std::string path;
    std::string interpreter;
    std::string argument;  // one at most; empty: none
    std::string handler;   // of binfmt_misc, which names the interpreter; empty: a #! line does
    bool is_held =
        false;  // the kernel runs the file that INTERPRETER led to when that was registered
};

struct ExecChain {
    std::vector<Script> scripts;
    std::string program;        // what the first process runs
    std::string not_startable;  // why execve(2) fails with ENOEXEC; empty: PROGRAM is an ELF file
    UniqueFd file;              // of PROGRAM, to read
    UniqueFd credentials;       // of the file whose set-id bits count; not open: those of PROGRAM

    [[nodiscard]] int credentials_file() const {
        return credentials.is_open() ? credentials.get() : file.get();
    }
};

// The path of NAME as execvp(3) would take it: through PATH, unless there is a slash in it.
std::string find_program(const std::string& name);

// Whether PATH is a regular file that this process may execute, as far as Landlock does not matter.
bool is_executable(const std::string& path);

// Throws Diagnostics where execve(2) fails other than with ENOEXEC, and where a file is not
// readable; what was found before that is in CHAIN.
void follow_exec_chain(const std::string& path, ExecChain& chain);
ExecChain follow_exec_chain(const std::string& path);

}  // namespace landlock_preload
