// SPDX-License-Identifier: MIT
//
// From what was learned to a policy: a list of decisions, the first of which wins. It knows what is
// there only by what a Machine says, and reads nothing itself.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "landlock/access.hpp"
#include "observe/learned.hpp"

namespace landlock_preload {

struct PresetRow {
    std::string path;  // without links
    AccessMask rights = 0;
};

// What is there now.
class Machine {
  public:
    Machine() = default;
    Machine(const Machine&) = delete;
    Machine(Machine&&) = delete;
    Machine& operator=(const Machine&) = delete;
    Machine& operator=(Machine&&) = delete;
    virtual ~Machine() = default;

    virtual bool is_directory(const std::string& path) = 0;
    virtual std::size_t count_entries(const std::string& directory) = 0;
    virtual std::vector<PresetRow> preset(const std::string& name) = 0;
};

struct DraftRule {
    AccessMask rights = 0;
    bool is_directory = false;
    bool is_made = false;  // by the start, where it is missing
    std::set<std::string> programs;
};

struct Draft {
    std::vector<std::string> presets;
    std::map<std::string, DraftRule> rules;  // by path
    std::map<std::uint16_t, SeenPort> ports;
    AccessMask free_scopes = 0;                                  // that must not be restricted
    std::vector<std::pair<std::string, std::string>> variables;  // of the environment: name, path
    std::vector<std::string> remarks;                            // what who reads it should know
};

// FEWEST_HERE: how much read below the working directory stands for all of it.
Draft synthesize(const Learned& learned, Machine& machine, std::size_t fewest_here = 1);

}  // namespace landlock_preload
