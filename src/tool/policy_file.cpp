// SPDX-License-Identifier: MIT
#include "tool/policy_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "policy/ready.hpp"
#include "tool/target/exec_chain.hpp"

namespace landlock_preload {
namespace {

bool is_text(const std::string& argument) {
    const std::size_t start = argument.find_first_not_of(" \t\r\n\v\f");
    return start != std::string::npos && argument[start] == '{';
}

// A path that may be that of a pipe, a terminal or a socket, which are read as they come.
Source read_named(const std::string& name) {
    struct stat status = {};
    const bool is_found = stat(name.c_str(), &status) == 0;
    const bool is_stream = is_found && (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode));
    if (!is_stream) return read_path(name);
    const UniqueFd stream(open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (!stream.is_open()) {
        fail(name, "cannot open: " + errno_text(errno), errno);
    }
    return {SourceKind::descriptor, name, read_stream(stream.get(), name)};
}

}  // namespace

Source read_argument(const std::string& name) {
    if (is_text(name)) return read_source(name.c_str());
    if (name.empty()) fail("", "the name of the policy is empty; is a variable unset?");
    if (is_ready_name(name)) return read_ready(name, "");
    if (name == "-") {
        return {SourceKind::descriptor, name, read_stream(STDIN_FILENO, name)};
    }
    if (!name.starts_with("fd:")) return read_named(name);
    const int fd = parse_descriptor(name);
    if (fd < 0) {
        fail(name, "is no descriptor; write fd:N with a number, or ./" + name + " for a file");
    }
    return {SourceKind::descriptor, name, read_stream(fd, name, descriptor_type(fd) == S_IFREG)};
}

Loaded load_arguments(const std::vector<std::string>& files) {
    std::vector<Source> sources;
    sources.reserve(files.size());
    for (const std::string& file : files) sources.push_back(read_argument(file));
    return load_sources(std::move(sources));
}

std::string find_executable(const std::string& program) {
    if (program.empty()) return {};
    const ExecChain chain = follow_exec_chain(find_program(program));
    if (!chain.not_startable.empty()) fail(program, chain.not_startable);
    std::error_code error;
    std::string path = std::filesystem::canonical(chain.program, error);
    if (error) fail(program, errno_text(error.value()), error.value());
    return path;
}

}  // namespace landlock_preload
