// SPDX-License-Identifier: MIT
//
// Paths as a policy in extended mode writes them: what depends on who starts the program, and
// where, by its variable.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "observe/learned.hpp"
#include "policy/policy.hpp"
#include "tool/output_rules.hpp"

namespace landlock_preload {

// A directory, and the variable that stands for it.
using NamedDirectory = std::pair<std::string, std::string>;

class PathNames {
  public:
    // The longest directory that a path is in names it; of the same, the first.
    explicit PathNames(std::vector<NamedDirectory> directories);

    NamedPath name(const std::string& path);

    // The variables that have named a path.
    [[nodiscard]] const std::set<std::string>& used() const { return used_; }
    [[nodiscard]] bool is_known(std::string_view variable) const;
    // Whether a variable would name it.
    [[nodiscard]] bool is_relative(const std::string& path) const;

  private:
    std::vector<NamedDirectory> directories_;
    std::set<std::string> used_;
};

// Of the variables that a policy declares, those that say where a program was started, and for
// whom, as it was in this run.
std::vector<NamedDirectory> declared_directories(const std::vector<Variable>& variables,
                                                 const Learned& learned);

}  // namespace landlock_preload
