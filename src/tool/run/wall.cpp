// SPDX-License-Identifier: MIT
//
// The kernel looks at every file that it executes under the sandbox of whoever calls execve(2), a
// descriptor that was opened before included. So a sandbox that stands before the program has to
// grant its start, and goes on granting it afterwards; the library's sandbox takes it back. Where
// there is no library, this excess remains: the program may read and execute its own file, and
// what its loader reads.
#include "tool/run/wall.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/diagnostic.hpp"
#include "base/unique_fd.hpp"
#include "landlock/kernel.hpp"

namespace landlock_preload {
namespace {

void add_grant(int ruleset, const std::string& path, AccessMask access) {
    const UniqueFd file(open(path.c_str(), O_PATH | O_CLOEXEC));
    if (!file.is_open() && (errno == ENOENT || errno == ENOTDIR)) return;
    struct stat status = {};
    int code = file.is_open() && fstat(file.get(), &status) == 0 ? 0 : errno;
    if (code == 0) {
        if (!S_ISDIR(status.st_mode)) access &= kFileAccess;
        code = access == 0 ? 0 : add_path_rule(ruleset, file.get(), access);
    }
    if (code == EBADFD) return;  // of a filesystem of the kernel's own, as a memfd: always allowed
    if (code != 0) fail(path, "cannot grant what the start needs: " + errno_text(code), code);
}

}  // namespace

std::vector<Grant> find_exec_grants(const ProgramToRun& program) {
    constexpr AccessMask kExecuted = fs_access("execute", "read_file");
    std::vector<Grant> grants;
    for (const Script& script : program.chain.scripts) grants.push_back({script.path, kExecuted});
    grants.push_back({program.chain.program, kExecuted});
    if (!program.elf.interpreter.empty()) grants.push_back({program.elf.interpreter, kExecuted});
    return grants;
}

void add_grants(const Prepared& prepared, const std::vector<Grant>& grants) {
    for (const Grant& grant : grants) {
        const AccessMask access = grant.access & prepared.plan.handled[AccessClass::fs];
        if (access != 0) add_grant(prepared.ruleset.fd.get(), grant.path, access);
    }
}

}  // namespace landlock_preload
