// SPDX-License-Identifier: MIT
//
// What one or several runs of a program needed, as it was seen: what policies are made from, and
// what is kept beside them.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "observe/need.hpp"

namespace landlock_preload {

struct SeenPath {
    AccessMask rights = 0;
    bool is_directory = false;
    std::set<std::string> programs;

    void add(const SeenPath& other) {
        rights |= other.rights;
        is_directory = is_directory || other.is_directory;
        programs.insert(other.programs.begin(), other.programs.end());
    }
};

struct SeenPort {
    AccessMask rights = 0;
    std::set<std::string> programs;
};

// From one directory to another.
struct SeenMove {
    std::string from, to;
    bool is_directory = false;  // what was moved

    bool operator<(const SeenMove& other) const {
        return std::tie(from, to, is_directory) <
               std::tie(other.from, other.to, other.is_directory);
    }
};

struct Learned {
    std::map<std::string, SeenPath> paths;
    std::map<std::uint16_t, SeenPort> ports;
    std::set<std::string> made;     // names that were not there before
    std::set<std::string> created;  // opened with O_CREAT, and there already
    std::set<std::string> removed;
    std::set<SeenMove> moves;
    AccessMask scopes = 0;  // of what was reached outside
    std::string working_directory, home, temporary;
    std::map<std::string, std::string> environment;  // variables that hold an absolute path
    std::string digest;  // of the policy that was written from it; empty: of none

    void add(const Findings& findings, const std::string& program);
    // Another run: what was made in any was not there, and what was below its working directory
    // (home, temporary directory, value of a variable) is below the one of this run.
    void unite(const Learned& other);
};

// Sorted lines of text, and back. Throws Diagnostics, with NAME, where the text is none.
std::string write_learned(const Learned& learned);
Learned read_learned(std::string_view text, const std::string& name);

}  // namespace landlock_preload
