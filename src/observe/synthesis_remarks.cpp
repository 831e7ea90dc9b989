// SPDX-License-Identifier: MIT
//
// What a policy cannot say itself, and who reads it should know: what a rule opens beyond what was
// seen, what the start does, and what may be otherwise the next time.
#include "base/diagnostic.hpp"
#include "observe/synthesis_steps.hpp"

namespace landlock_preload {

// What was used of a directory that everybody shares may not be named more narrowly.
void Synthesis::remark_wide_rules() {
    for (const auto& [path, rule] : draft_.rules) {
        const bool is_wide = landmarks_.is_shared(path) || path == learned_.home;
        if (!is_wide || !rule.is_directory) continue;
        draft_.remarks.push_back("the rule on " + path + " (" +
                                 access_names(AccessClass::fs, rule.rights) +
                                 ") covers all that is below it, too");
    }
}

void Synthesis::remark_made_directories() {
    for (const std::string& path : to_make_) {
        constexpr std::string_view kRemedy =
            "; if the program fails because that exists, grant make_dir on ";
        draft_.remarks.push_back(
            concat({"the start makes ", path, kRemedy, directory_of(path), " instead"}));
    }
}

// The kernel chooses ports from there on, unless the administrator says otherwise.
void Synthesis::remark_chosen_ports() {
    constexpr std::uint16_t kFirstChosen = 32768;
    for (const auto& [port, seen] : learned_.ports) {
        if (port < kFirstChosen) continue;
        draft_.remarks.push_back(concat({"port ", std::to_string(port),
                                         " may be one that the kernel chose "
                                         "(ip_local_port_range), and another one at the next "
                                         "start"}));
    }
}

}  // namespace landlock_preload
