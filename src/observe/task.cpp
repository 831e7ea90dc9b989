// SPDX-License-Identifier: MIT
//
// All of it needs the right to trace the task (ptrace(2)). Who has it not gets no memory of it:
// then what the task asks for is unknown, and whoever reports says so.
#include "observe/task.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "base/text.hpp"

namespace landlock_preload {
namespace {

std::string link_text(const std::string& link) {
    std::string text(PATH_MAX, '\0');
    const ssize_t length = readlink(link.c_str(), text.data(), text.size());
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
    return text;
}

// Whether NAME, which the task may have given itself, is one of its program's: sh is a link to
// dash.
bool is_name_of(const std::string& name, pid_t task) {
    constexpr const char* kPlaces[] = {"/usr/bin/", "/usr/sbin/", "/usr/local/bin/"};
    struct stat program = {};
    if (name.empty() || name.find('/') != std::string::npos ||
        stat(task_path(task, "exe").c_str(), &program) != 0) {
        return false;
    }
    return std::ranges::any_of(kPlaces, [&](const char* place) {
        struct stat file = {};
        return stat((place + name).c_str(), &file) == 0 && file.st_dev == program.st_dev &&
               file.st_ino == program.st_ino;
    });
}

}  // namespace

std::string task_path(pid_t task, const std::string& what) {
    return "/proc/" + std::to_string(task) + '/' + what;
}

std::string read_all(const std::string& path) {
    const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string text;
    char buffer[4096];
    while (file.is_open()) {
        const ssize_t length = ::read(file.get(), buffer, sizeof(buffer));
        if (length <= 0) break;
        text.append(buffer, static_cast<std::size_t>(length));
    }
    return text;
}

pid_t task_number(pid_t task, const char* field) {
    const std::string text = read_all(task_path(task, "status"));
    const std::string key = std::string("\n") + field + ":\t";
    const std::size_t at = text.find(key);
    if (at == std::string::npos) return 0;
    constexpr int kDecimal = 10;
    return static_cast<pid_t>(std::strtol(text.c_str() + at + key.size(), nullptr, kDecimal));
}

std::string program_file(pid_t task) {
    return link_text(task_path(task, "exe"));
}

std::string program_name(pid_t task) {
    const std::string path = program_file(task);
    // Threads name themselves for what they do; the first one has the name of the start.
    const pid_t first = task_number(task, "Tgid");
    std::string name = read_all(task_path(first != 0 ? first : task, "comm"));
    while (!name.empty() && name.back() == '\n') name.pop_back();
    if (!path.empty() && !is_name_of(name, task)) return std::string(base_name(path));
    return name.empty() ? "process " + std::to_string(task) : name;
}

const std::string& ProgramNames::of(pid_t task) {
    constexpr std::size_t kMost = 256;
    if (names_.size() >= kMost) forget();
    const auto [name, is_new] = names_.try_emplace(task);
    if (is_new) name->second = program_name(task);
    return name->second;
}

std::string path_of(int fd) {
    std::string path = link_text("/proc/self/fd/" + std::to_string(fd));
    if (!path.starts_with('/') || path.starts_with("/memfd:")) path.clear();
    return path;
}

ssize_t TaskMemory::read_some(std::uint64_t address, void* bytes, std::size_t size) {
    const iovec here = {bytes, size};
    const iovec there = {reinterpret_cast<void*>(static_cast<std::uintptr_t>(address)),
                         size};  // NOLINT(*-int-to-ptr)
    const ssize_t length = process_vm_readv(task_, &here, 1, &there, 1, 0);
    if (length >= 0 || (errno != EPERM && errno != ENOSYS)) return length;
    // A filter of system calls may forbid that call, and nothing else.
    const UniqueFd memory(open(task_path(task_, "mem").c_str(), O_RDONLY | O_CLOEXEC));
    if (!memory.is_open()) is_forbidden_ = true;
    return memory.is_open() ? pread(memory.get(), bytes, size, static_cast<off_t>(address)) : -1;
}

bool TaskMemory::read(std::uint64_t address, void* bytes, std::size_t size) {
    return address != 0 && read_some(address, bytes, size) == static_cast<ssize_t>(size);
}

bool TaskMemory::read_text(std::uint64_t address, std::string& text) {
    constexpr std::size_t kStep = 256;
    constexpr std::size_t kPage = 4096;
    text.clear();
    while (address != 0 && text.size() < PATH_MAX) {
        char buffer[kStep];
        // What follows the page may not be there.
        const std::size_t most = std::min<std::size_t>(kStep, kPage - address % kPage);
        const ssize_t length = read_some(address, buffer, most);
        if (length <= 0) return false;
        const auto size = static_cast<std::size_t>(length);
        const void* end = std::memchr(buffer, '\0', size);
        if (end != nullptr) {
            text.append(buffer, static_cast<std::size_t>(static_cast<const char*>(end) - buffer));
            return true;
        }
        text.append(buffer, size);
        address += size;
    }
    return false;
}

}  // namespace landlock_preload
