// SPDX-License-Identifier: MIT
//
// A task of another process, as /proc and process_vm_readv(2) show it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>

#include "base/unique_fd.hpp"
#include "observe/decode.hpp"

namespace landlock_preload {

// "/proc/TASK/WHAT".
std::string task_path(pid_t task, const std::string& what);

// All that a file of /proc says.
std::string read_all(const std::string& path);

// A number of /proc/TASK/status, as "Tgid" or "PPid"; 0: not known.
pid_t task_number(pid_t task, const char* field);

// The path of the program that it runs; empty where that cannot be known.
std::string program_file(pid_t task);

// The name of the program that it runs, as people know it; "process N" where that cannot be known.
std::string program_name(pid_t task);

// Names of programs, by task, as most calls come from the same few. A task takes another by
// execve(2) alone: then they are to be forgotten.
class ProgramNames {
  public:
    const std::string& of(pid_t task);
    void forget() { names_.clear(); }

  private:
    std::map<pid_t, std::string> names_;
};

// Where the file that FD is open on is; empty: nowhere in a filesystem.
std::string path_of(int fd);

class TaskMemory : public Memory {
  public:
    explicit TaskMemory(pid_t task) : task_(task) {}

    bool read(std::uint64_t address, void* bytes, std::size_t size) override;
    bool read_text(std::uint64_t address, std::string& text) override;

    // Whether this process may not look at that memory.
    [[nodiscard]] bool is_forbidden() const { return is_forbidden_; }

  private:
    ssize_t read_some(std::uint64_t address, void* bytes, std::size_t size);

    pid_t task_;
    bool is_forbidden_ = false;
};

}  // namespace landlock_preload
