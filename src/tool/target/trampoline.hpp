// SPDX-License-Identifier: MIT
//
// Programs whose work is to start another one.
#pragma once

#include <string>
#include <string_view>

namespace landlock_preload {

inline constexpr std::string_view kEnv = "env";

// By the name of a program, without its directory.
bool is_shell(std::string_view name);
bool is_starter(std::string_view name);  // also a shell, or env
bool is_client(std::string_view name);   // of a server, which starts it

// The program in `#!/usr/bin/env ARGUMENT`: as it stands, or split at blanks after -S. Empty: none
// can be known.
std::string find_env_program(const std::string& argument);

}  // namespace landlock_preload
