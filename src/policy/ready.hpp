// SPDX-License-Identifier: MIT
//
// Ready policies: those that are found by name. "@git" is git.json in the administrator's
// directory, or else in the one that is installed with this library.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace landlock_preload {

// The administrator's, which comes first.
inline constexpr const char* kOwnPolicies = "/etc/landlock-preload/policies";

// The one that is installed.
const char* installed_policies();
// For a tool that lies elsewhere than it was installed to. FIND is asked once, when a name is first
// looked up: for the directory, whose name must stay, or nothing where it is the one that is built
// in.
using DirectoryFinder = const char* (*)();
void find_installed_policies_by(DirectoryFinder find);
// Whether a name was looked up in another directory than the one that is built in.
bool are_policies_elsewhere();

// Whether WRITTEN names a ready policy, or tries to, in place of a path. "@{HOME}" is what another
// sandbox expands, and has a hint of its own.
inline bool is_ready_name(std::string_view written) {
    return written.starts_with('@') && !written.starts_with("@{");
}

// Adds the names of those in DIRECTORY, with their "@". Returns the errno of reading it, or 0.
[[gnu::cold]] int add_ready_names(const char* directory, std::vector<std::string>& names);

// Where what begins with "@" is to be looked for.
struct ReadyPolicy {
    std::string path;
    std::string first;  // where it was looked for before, and would be found first; or nothing
};

// Throws Diagnostics for what is no name, or the name of nothing; WHERE it was written.
ReadyPolicy find_ready_policy(std::string_view written, const std::string& where);

}  // namespace landlock_preload
