// SPDX-License-Identifier: MIT
//
// execve(2): the kernel opens the program, each interpreter of a script and the loader, for reading
// and for execution. The libraries are the new program's own opens.
#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <optional>

#include "observe/engine_parts.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kRun = fs_access("execute", "read_file");
constexpr std::size_t kHead = 256;  // BINPRM_BUF_SIZE
constexpr int kMostScripts = 5;

#if defined(__x86_64__)
constexpr unsigned kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kMachine = EM_AARCH64;
#else
constexpr unsigned kMachine = EM_NONE;
#endif

// Of "#!INTERPRETER ARGUMENT".
std::string interpreter_of(const std::string& head) {
    const std::string line = head.substr(2, head.find('\n') - 2);
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string::npos) return {};
    return line.substr(begin, line.find_first_of(" \t", begin) - begin);
}

bool is_elf(const std::string& head) {
    return head.size() >= sizeof(Elf64_Ehdr) && head.starts_with(ELFMAG);
}

bool is_of_this_machine(const Elf64_Ehdr& header) {
    return header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_machine == kMachine;
}

std::optional<Elf64_Ehdr> header_of(const std::string& head) {
    if (!is_elf(head)) return std::nullopt;
    Elf64_Ehdr header = {};
    std::memcpy(&header, head.data(), sizeof(header));
    return header;
}

}  // namespace

Found Engine::program_of(const ExecuteFile& execute) {
    if (execute.name.path.empty() && (execute.flags & AT_EMPTY_PATH) != 0) {
        return world_.find_descriptor(execute.name.directory);
    }
    const bool follows = (execute.flags & AT_SYMLINK_NOFOLLOW) == 0;
    return world_.find(execute.name, follows ? Follow::yes : Follow::no);
}

void Engine::need_loader(const Found& program, const std::string& head) {
    const std::optional<Elf64_Ehdr> header = header_of(head);
    if (!header) return;
    if (!is_of_this_machine(*header)) return remark(RemarkKind::other_calls, program.path);
    constexpr unsigned kMostHeaders = 64;
    for (unsigned i = 0; i < header->e_phnum && i < kMostHeaders; ++i) {
        Elf64_Phdr segment = {};
        const std::string bytes = world_.read(
            program, header->e_phoff + std::uint64_t{i} * header->e_phentsize, sizeof(segment));
        if (bytes.size() != sizeof(segment)) return;
        std::memcpy(&segment, bytes.data(), sizeof(segment));
        if (segment.p_type != PT_INTERP || segment.p_filesz < 2 || segment.p_filesz > PATH_MAX) {
            continue;
        }
        std::string path = world_.read(program, segment.p_offset, segment.p_filesz);
        path.resize(std::strlen(path.c_str()));
        const Found loader = world_.find({AT_FDCWD, path}, Follow::yes);
        if (loader.is_regular() && world_.may(loader, X_OK)) need(loader, kRun, path);
        return;
    }
}

void Engine::operator()(const ExecuteFile& execute) {
    Found program = program_of(execute);
    std::string written = execute.name.path;
    for (int scripts = 0; scripts <= kMostScripts; ++scripts) {
        if (!program.is_regular() || !world_.may(program, X_OK)) return;
        const bool sets_group = (program.mode & S_ISGID) != 0 && (program.mode & S_IXGRP) != 0;
        if ((program.mode & S_ISUID) != 0 || sets_group) {
            remark(RemarkKind::gains_privilege, program.path);
        }
        if (!program.path.empty()) need(program, kRun, written);
        const std::string head = world_.read(program, 0, kHead);
        if (!head.starts_with("#!")) return need_loader(program, head);
        written = interpreter_of(head);
        if (written.empty()) return;
        program = world_.find({AT_FDCWD, written}, Follow::yes);
    }
}

}  // namespace landlock_preload
