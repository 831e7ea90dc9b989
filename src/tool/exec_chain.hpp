// SPDX-License-Identifier: MIT
//
// Which file execve(2) ends up with, and by way of which scripts.
#pragma once

#include <string>
#include <vector>

#include "unique_fd.hpp"

namespace landlock_preload {

struct Script {
    std::string path;
    std::string interpreter;
    std::string argument;  // one at most; empty: none
};

struct ExecChain {
    std::vector<Script> scripts;
    std::string program;        // what the first process runs
    std::string not_startable;  // why execve(2) fails with ENOEXEC; empty: PROGRAM is an ELF file
    UniqueFd file;              // of PROGRAM, to read
};

// The path of NAME as execvp(3) would take it: through PATH, unless there is a slash in it.
std::string find_program(const std::string& name);

// Throws Errors where execve(2) fails other than with ENOEXEC, and where a file is not readable.
ExecChain follow_exec_chain(const std::string& path);

}  // namespace landlock_preload
