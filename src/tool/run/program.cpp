// SPDX-License-Identifier: MIT
//
// What execve(2) will refuse is refused before anything is restricted, with a line that says more
// than an errno.
#include "tool/run/program.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace landlock_preload {
namespace {

constexpr int kUnknown = 0;  // no errno: nothing that execve(2) would say

[[noreturn]] void refuse(const std::string& path, const std::string& what, int status) {
    throw NotStarted{{{{Severity::error, path, what}}}, status};
}

ExecChain follow(const std::string& path) {
    try {
        return follow_exec_chain(path);
    } catch (const Diagnostics& errors) {
        const int code = errors.list.front().error_number;
        if (code == kUnknown) throw;
        throw NotStarted{errors, status_of_exec_error(code)};
    }
}

std::string find(const std::string& name) {
    try {
        return find_program(name);
    } catch (const Diagnostics& errors) {
        throw NotStarted{errors, status_of_exec_error(errors.list.front().error_number)};
    }
}

ElfFile read(const ExecChain& chain) {
    try {
        return read_elf(chain.file.get(), chain.program);
    } catch (const Diagnostics& errors) {
        throw NotStarted{errors, kNotExecutable};
    }
}

// A file may be executed by those who may not read it.
bool is_unreadable(const std::string& path) {
    return is_executable(path) && faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0 &&
           errno == EACCES;
}

}  // namespace

std::string real_path(const std::string& path) {
    std::error_code error;
    std::string real = std::filesystem::canonical(path, error);
    return error ? path : real;
}

int status_of_exec_error(int code) {
    return code == ENOENT ? kNotFound : kNotExecutable;
}

ProgramToRun find_program_to_run(const std::string& name) {
    ProgramToRun program;
    if (name.empty()) refuse("", "the name of the program is empty", kNotFound);
    program.path = find(name);
    if (is_unreadable(program.path)) {
        program.is_unreadable = true;
        program.executable = program.chain.program = program.path;
        program.chain.file = UniqueFd(open(program.path.c_str(), O_PATH | O_CLOEXEC));
        return program;
    }
    program.chain = follow(program.path);
    const ExecChain& chain = program.chain;
    if (!chain.not_startable.empty()) {
        refuse(chain.program, chain.not_startable + "; name the interpreter that is to run it",
               kNotExecutable);
    }
    program.elf = read(chain);
    if (program.elf.type != ET_EXEC && program.elf.type != ET_DYN) {
        refuse(chain.program, "it is an ELF file, but not a program", kNotExecutable);
    }
    const std::string& loader = program.elf.interpreter;
    struct stat status = {};
    if (!loader.empty() && stat(loader.c_str(), &status) != 0) {
        const int code = errno;
        refuse(chain.program, "its loader " + loader + ": " + errno_text(code),
               status_of_exec_error(code));
    }
    program.executable = chain.program;
    return program;
}

}  // namespace landlock_preload
