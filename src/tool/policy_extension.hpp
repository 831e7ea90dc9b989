// SPDX-License-Identifier: MIT
//
// A policy that is somebody's own, and what a run needs that it lacks: this is added at the end of
// its arrays, and nothing else of its text changes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "observe/denial.hpp"
#include "observe/learned.hpp"
#include "observe/need.hpp"
#include "tool/prospect.hpp"

namespace landlock_preload {

class PolicyExtension {
  public:
    // EXECUTABLE: what the process of the program runs. Throws Diagnostics where the library would
    // refuse to start it under the policy that is at PATH.
    PolicyExtension(std::string path, std::string executable);

    // Directories that a start under it makes.
    [[nodiscard]] std::vector<std::string> made() const;

    // The program is about to begin, and these directories are there.
    void begin();
    void add(Findings findings, const std::string& program);
    // Says what it adds. Returns whether it could.
    bool write();

  private:
    void load();

    std::string path_;
    std::string executable_;
    std::unique_ptr<Prospect> prospect_;  // nullptr: it cannot be known what it grants
    std::optional<Judge> judge_;          // by it
    bool is_extended_ = false;
    AccessMask handled_ = 0;
    std::vector<Variable> variables_;  // that it declares
    Learned missing_;
};

}  // namespace landlock_preload
