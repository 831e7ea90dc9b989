// SPDX-License-Identifier: MIT
//
// The kernel names the file that was executed (/proc/self/exe), and that is the loader in
// `ld.so ./program`. There the auxiliary vector has no AT_BASE, since no loader was asked for; and
// glibc's has corrected AT_PHDR by the time that constructors run, so that the mapping around that
// address is the program's. musl's corrects nothing, and the answer is none.
#include "resolve/executable.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <charconv>
#include <cstddef>
#include <string_view>

#include "base/auxiliary_vector.hpp"
#include "base/directory.hpp"
#include "base/process_calls.hpp"

namespace landlock_preload {
namespace {

constexpr const char* kRunning = "/proc/self/exe";

#ifdef __GLIBC__
// Whether a line such as "START-END r--p 00000000 08:01 1234   /path" is about ADDRESS.
bool covers(std::string_view line, unsigned long address) {
    unsigned long start = 0;
    unsigned long end = 0;
    const char* const stop = line.data() + line.size();
    const auto first = std::from_chars(line.data(), stop, start, 16);
    if (first.ptr == stop || *first.ptr != '-') return false;
    const auto second = std::from_chars(first.ptr + 1, stop, end, 16);
    return second.ec == std::errc() && start <= address && address < end;
}

std::string find_mapped_program() {
    const unsigned long headers = auxiliary_value(AT_PHDR);
    const std::string maps = read_small_file("/proc/self/maps");
    std::string_view rest = maps;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() + (line.size() < rest.size() ? 1 : 0));
        if (!covers(line, headers)) continue;
        const std::size_t path = line.find('/');
        // The kernel writes a line feed of a name as \012, and a backslash as it is.
        const bool is_clear = path != std::string_view::npos && !line.ends_with(" (deleted)") &&
                              line.find("\\012") == std::string_view::npos;
        return is_clear ? std::string(line.substr(path)) : std::string();
    }
    return {};
}
#else
std::string find_mapped_program() {
    return {};
}
#endif

// Whether PATH is what the kernel calls a running file whose name is gone. A file of that very name
// may lie there as well.
bool is_removed(const std::string& path) {
    if (!path.ends_with(" (deleted)")) return false;
    struct stat named = {};
    struct stat running = {};
    if (stat_path(path.c_str(), named) != 0 || stat_path(kRunning, running) != 0) return true;
    return named.st_ino != running.st_ino || named.st_dev != running.st_dev;
}

}  // namespace

bool is_started_by_loader() {
    return auxiliary_value(AT_BASE) == 0;
}

std::string executable_path() {
    if (is_started_by_loader()) return find_mapped_program();
    std::string path = link_target(kRunning);
    return is_removed(path) ? "" : path;
}

std::string executable_name() {
    std::string path = executable_path();
    if (path.empty()) path = link_target(kRunning);
    if (!path.empty()) return path;
    const auto* file = reinterpret_cast<const char*>(auxiliary_value(AT_EXECFN));
    return file != nullptr ? file : "the program";
}

}  // namespace landlock_preload
