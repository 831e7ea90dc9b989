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

// The one that is installed, and another one in its place, for a tool that lies elsewhere than it
// was installed to. DIRECTORY must stay.
const char* installed_policies();
void set_installed_policies(const char* directory);
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
