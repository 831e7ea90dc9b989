// SPDX-License-Identifier: MIT
//
// What code of the tool writes to its streams, and the variables that it reads.
#pragma once

#include <cstdlib>
#include <functional>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>

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

inline Captured capture(const std::function<int()>& function) {
    // Whoever runs the tests on a terminal is to see the same.
    setenv("NO_COLOR", "1", 1);
    const std::ostringstream out;
    const std::ostringstream err;
    std::streambuf* const cout = std::cout.rdbuf(out.rdbuf());
    std::streambuf* const cerr = std::cerr.rdbuf(err.rdbuf());
    Captured captured;
    try {
        captured.status = function();
    } catch (...) {
        std::cout.rdbuf(cout);
        std::cerr.rdbuf(cerr);
        throw;
    }
    std::cout.rdbuf(cout);
    std::cerr.rdbuf(cerr);
    captured.out = out.str();
    captured.err = err.str();
    return captured;
}

}  // namespace landlock_preload
