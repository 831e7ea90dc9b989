// SPDX-License-Identifier: MIT
//
// What a policy is made for: this machine, as it is now, and whoever starts the program on it.
#pragma once

#include <string>

#include "observe/synthesis.hpp"

namespace landlock_preload {

class ThisMachine : public Machine {
  public:
    bool is_directory(const std::string& path) override;
    std::size_t count_entries(const std::string& directory) override;
    std::vector<PresetRow> preset(const std::string& name) override;
};

// Notes the working directory, the home and the variables that hold a path.
void note_surroundings(Learned& learned);

// PATH without links; empty where it leads to nothing.
std::string without_links(const std::string& path);

}  // namespace landlock_preload
