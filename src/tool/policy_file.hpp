// SPDX-License-Identifier: MIT
//
// The policies that a command line names. Beside files and directories, which are what the library
// reads, as ready policies are by "@NAME", these are a policy's text, which begins with "{" as in
// LANDLOCK_POLICY, and streams, for pipelines: "-" is standard input, fd:N an inherited descriptor,
// and a path may lead to a pipe, as /dev/stdin and a shell's <(command) do.
#pragma once

#include <string>
#include <vector>

#include "policy/load.hpp"

namespace landlock_preload {

// What NAME means. Throws Diagnostics.
Source read_argument(const std::string& name);

// Composes several. Throws Diagnostics.
Loaded load_arguments(const std::vector<std::string>& files);

// Where PROGRAM, found as a shell does, is executed from: the path of what its process runs, which
// is the interpreter of a script; empty for an empty one. Throws Diagnostics.
std::string find_executable(const std::string& program);

}  // namespace landlock_preload
