// SPDX-License-Identifier: MIT
//
// The library knows the directory of ready policies from its build. A tool that was not installed,
// or was moved with all that belongs to it, finds them from where it lies, as it finds its library.
#include "tool/ready_policies.hpp"

#include <filesystem>
#include <string>
#include <system_error>

#include "policy/ready.hpp"
#include "tool/target/obstacle.hpp"

namespace landlock_preload {

namespace {

const char* find_policies() {
    static std::string found;
    const std::string directory = find_own_directory();
    if (directory.empty()) return nullptr;
    const auto is_directory = [](const std::string& path) {
        std::error_code error;
        return std::filesystem::is_directory(path, error);
    };
    const std::string built = directory + "/policies";
    const std::string nearby =
        std::filesystem::path(directory + "/../share/landlock-preload/policies").lexically_normal();
    if (is_directory(built)) {
        found = built;
    } else if (!is_directory(installed_policies()) && is_directory(nearby)) {
        found = nearby;
    } else {
        return nullptr;
    }
    return found.c_str();
}

}  // namespace

void use_policies_of_this_tool() {
    find_installed_policies_by(find_policies);
}

}  // namespace landlock_preload
