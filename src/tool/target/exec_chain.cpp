// SPDX-License-Identifier: MIT
//
// What the kernel makes of a path that is executed. Handlers of binfmt_misc are asked first. Else a
// file that starts with "#!" is a script: its interpreter is started instead, with at most one
// argument, and may be a script itself. As in fs/binfmt_script.c (Linux 5.1 and newer):
//
//  * only the first 256 bytes count, the last of which becomes a NUL. A longer line loses the end
//    of its argument; an interpreter's name that may have lost its end is not run at all (ENOEXEC);
//  * spaces and tabs separate; a carriage return is a part of the name, hence the hint for it;
//  * a relative interpreter starts at the working directory, not where the script is;
//  * five scripts may stand in front of the program; a sixth is ELOOP (measured on 6.18, where the
//    comment in exec_binprm() speaks of four).
//
// A file is executed by permission, not by readability; nothing is known of what we cannot read,
// and say so.
#include "tool/target/exec_chain.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/diagnostic.hpp"
#include "tool/target/binfmt.hpp"

namespace landlock_preload {
namespace {

constexpr std::size_t kLineBytes = 256;  // BINPRM_BUF_SIZE
constexpr std::size_t kMaxScripts = 5;
constexpr std::string_view kBlanks = " \t";

// 0, or the errno that execve(2) would give for the file itself.
int find_exec_error(const std::string& path) {
    struct stat status = {};
    if (stat(path.c_str(), &status) != 0) return errno;
    if (!S_ISREG(status.st_mode)) return EACCES;
    // Also refuses what lies on a file system mounted noexec.
    return faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

std::string describe_exec_error(const std::string& path, int code) {
    struct stat status = {};
    if (code != EACCES || stat(path.c_str(), &status) != 0) return errno_text(code);
    if (!S_ISREG(status.st_mode)) return "not a regular file";
    return "not executable: Permission denied";
}

std::string describe_handler(const std::string& name) {
    return "the handler " + quote(name) + " of binfmt_misc";
}

[[noreturn]] void fail_exec(const ExecChain& chain, int code) {
    std::string what = describe_exec_error(chain.program, code);
    if (chain.scripts.empty()) fail(chain.program, std::move(what), code);
    const std::string& handler = chain.scripts.back().handler;
    if (!handler.empty()) what += "; " + describe_handler(handler) + " names it";
    if (chain.program.ends_with('\r')) what += "; its #! line ends with a carriage return";
    fail(chain.scripts.back().path, "its interpreter " + quote(chain.program) + ": " + what, code);
}

UniqueFd open_program(const ExecChain& chain) {
    if (const int code = find_exec_error(chain.program); code != 0) fail_exec(chain, code);
    // No blocking: the path may lead to another file by now.
    UniqueFd file(open(chain.program.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.is_open()) {
        const int code = errno;
        fail(chain.program,
             "executable, but cannot be read, so the answer is unknown: " + errno_text(code));
    }
    return file;
}

// The first bytes of a file; the kernel sees NULs behind its end, and so do we.
std::string read_line_bytes(int fd, const std::string& path) {
    std::string bytes(kLineBytes, '\0');
    std::size_t count = 0;
    while (count < bytes.size()) {
        const ssize_t got =
            pread(fd, bytes.data() + count, bytes.size() - count, static_cast<off_t>(count));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(path, "cannot read: " + errno_text(errno), errno);
        if (got == 0) break;
        count += static_cast<std::size_t>(got);
    }
    return bytes;
}

// Splits "#! interpreter argument"; returns why it cannot be done, or nothing.
std::string split_line(std::string_view bytes, Script& script) {
    std::string_view line = bytes.substr(2, bytes.find('\n') - 2);
    const bool has_end = bytes.find('\n') != std::string_view::npos;
    const std::size_t start = line.find_first_not_of(kBlanks);
    if (start == std::string_view::npos) return "its #! line names no interpreter";
    line.remove_prefix(start);
    const std::string_view separators(" \t\0", 3);
    std::size_t end = line.find_first_of(separators);
    if (!has_end) {
        if (end == std::string_view::npos) return "its #! line is longer than 255 bytes";
        line = line.substr(0, bytes.size() - 1 - 2 - start);
    }
    line = line.substr(0, line.find_last_not_of(kBlanks) + 1);
    end = line.find_first_of(separators);
    script.interpreter = line.substr(0, end);
    if (script.interpreter.empty()) return "its #! line names no interpreter";
    if (end == std::string_view::npos || line[end] == '\0') return {};
    line.remove_prefix(line.find_first_not_of(kBlanks, end));
    script.argument = line.substr(0, line.find('\0'));
    return {};
}

// What the kernel starts instead of CHAIN.program, whose file begins with BYTES, because a handler
// says so. Returns whether there is one.
bool follow_handler(ExecChain& chain, std::string_view bytes) {
    const std::vector<BinfmtHandler> handlers = find_handlers(chain.program, bytes);
    if (handlers.empty()) return false;
    const BinfmtHandler& handler = handlers.front();
    const bool is_ambiguous = std::ranges::any_of(handlers, [&](const BinfmtHandler& other) {
        return other.interpreter != handler.interpreter;
    });
    if (is_ambiguous) {
        fail(chain.program, "several handlers of binfmt_misc take it, among them " +
                                quote(handler.name) + " and " + quote(handlers.back().name) +
                                ", and which was registered last cannot be known");
    }
    if (handler.takes_credentials) chain.credentials = std::move(chain.file);
    chain.scripts.push_back(
        {chain.program, handler.interpreter, "", handler.name, handler.holds_interpreter_open});
    return true;
}

// Likewise because it begins with "#!". Returns whether it does.
bool follow_line(ExecChain& chain, std::string_view bytes) {
    if (!bytes.starts_with("#!")) {
        chain.not_startable = "neither an ELF program nor a script with a #! line";
        return false;
    }
    Script script{chain.program, {}, {}, {}, false};
    chain.not_startable = split_line(bytes, script);
    if (!chain.not_startable.empty()) return false;
    chain.scripts.push_back(std::move(script));
    return true;
}

}  // namespace

std::string find_program(const std::string& name) {
    if (name.empty() || name.find('/') != std::string::npos) return name;
    // The tool has one thread. Without PATH, glibc looks in these two.
    const char* variable = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
    const std::string_view path = variable != nullptr ? variable : "/bin:/usr/bin";
    std::string refused;
    for (std::size_t start = 0; start <= path.size();) {
        const std::size_t end = std::min(path.find(':', start), path.size());
        const std::string_view directory = path.substr(start, end - start);
        std::string candidate = std::string(directory.empty() ? "." : directory) + "/" + name;
        const int code = find_exec_error(candidate);
        if (code == 0) return candidate;
        if (code == EACCES && refused.empty()) refused = candidate;
        start = end + 1;
    }
    if (refused.empty()) fail(name, "not found on PATH", ENOENT);
    fail(refused, describe_exec_error(refused, EACCES), EACCES);
}

bool is_executable(const std::string& path) {
    return find_exec_error(path) == 0;
}

void follow_exec_chain(const std::string& path, ExecChain& chain) {
    chain.program = path;
    while (true) {
        chain.file = open_program(chain);
        const std::string bytes = read_line_bytes(chain.file.get(), chain.program);
        if (!follow_handler(chain, bytes)) {
            if (bytes.starts_with(ELFMAG) || !follow_line(chain, bytes)) return;
        }
        chain.program = chain.scripts.back().interpreter;
        if (chain.scripts.size() > kMaxScripts) {
            fail(path, "more than 5 scripts start each other: " + errno_text(ELOOP), ELOOP);
        }
    }
}

ExecChain follow_exec_chain(const std::string& path) {
    ExecChain chain;
    follow_exec_chain(path, chain);
    return chain;
}

}  // namespace landlock_preload
