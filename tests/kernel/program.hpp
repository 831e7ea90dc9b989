// SPDX-License-Identifier: MIT
//
// A program to execute in a sandbox: a copy of this test binary, which needs nothing else to exist.
#pragma once

#include <string>
#include <vector>

#include "sandbox.hpp"

namespace kernel_tests {

inline constexpr const char* kExitAtOnce = "--exit-at-once";
inline constexpr const char* kOpenFile = "--open-file";
inline constexpr int kExitStatus = 142;  // no errno

// Copies this binary to PATH.
void copy_program(const char* path);

// Executes a copied program in a child: `allowed` where it ran and found all it wanted, else its
// errno or execve's.
Result execute(const std::vector<std::string>& arguments);

// The same by a descriptor of the program: execveat(FD, "", AT_EMPTY_PATH).
Result execute_descriptor(int fd);

// What this binary is loaded by and with. The loader is empty where it is static.
std::string loader();
std::vector<std::string> libraries();

// Adds to POLICY what a copied program at PATH needs to start.
PolicyText& grant_program(PolicyText& policy, const std::string& path);

}  // namespace kernel_tests
