// SPDX-License-Identifier: MIT
//
// What code of the tool writes to its streams, and the variables that it reads.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>

#include "tool/standard_streams.hpp"

namespace landlock_preload {

// A variable of the environment for the time of a test; no value: not set.
class EnvironmentVariable {
  public:
    EnvironmentVariable(const char* name, const std::optional<std::string>& value) : name_(name) {
        if (const char* before = std::getenv(name)) before_ = before;
        set(value);
    }
    ~EnvironmentVariable() { set(before_); }
    EnvironmentVariable(const EnvironmentVariable&) = delete;
    EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

  private:
    void set(const std::optional<std::string>& value) const {
        if (value) {
            setenv(name_, value->c_str(), 1);
        } else {
            unsetenv(name_);
        }
    }

    const char* name_;
    std::optional<std::string> before_;
};

struct Captured {
    int status = -1;
    std::string out;
    std::string err;
};

// A standard stream that is a memory file for the time of a test.
class CapturedStream {
  public:
    explicit CapturedStream(int fd)
        : fd_(fd), before_(dup(fd)), file_(memfd_create("captured", MFD_CLOEXEC)) {
        dup2(file_, fd_);
    }
    ~CapturedStream() {
        dup2(before_, fd_);
        close(before_);
        close(file_);
    }
    CapturedStream(const CapturedStream&) = delete;
    CapturedStream& operator=(const CapturedStream&) = delete;

    std::string text() const {
        std::string text(static_cast<std::size_t>(lseek(file_, 0, SEEK_END)), '\0');
        text.resize(static_cast<std::size_t>(pread(file_, text.data(), text.size(), 0)));
        return text;
    }

  private:
    int fd_;
    int before_;
    int file_;
};

inline Captured capture(const std::function<int()>& function) {
    // Whoever runs the tests on a terminal is to see the same.
    setenv("NO_COLOR", "1", 1);
    std::fflush(nullptr);  // what the tests have said is theirs, and a child would say it again
    const CapturedStream out(STDOUT_FILENO);
    const CapturedStream err(STDERR_FILENO);
    Captured captured;
    captured.status = function();
    flush_output();
    captured.out = out.text();
    captured.err = err.text();
    return captured;
}

}  // namespace landlock_preload
