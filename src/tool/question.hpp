// SPDX-License-Identifier: MIT
//
// What `query` is asked: rights, and a path or a port.
#pragma once

#include <cstdint>
#include <string>

#include "landlock/access_set.hpp"

namespace landlock_preload {

struct Question {
    AccessClass access_class = AccessClass::fs;
    AccessMask rights = 0;
    std::uint8_t groups = 0;  // OR of Group
    std::string path;
    std::uint16_t port = 0;

    // All that is asked for, where groups mean what they do at ABI.
    [[nodiscard]] AccessMask access(int abi) const {
        return rights | group_access(access_class, groups, abi);
    }
};

// Takes "read_file,abi.read" and a path or a port apart. Returns what is wrong, or nothing.
std::string parse_question(const std::string& access, const std::string& target,
                           Question& question);

// Whether TEXT is such a list of rights and groups.
bool is_access_list(const std::string& text);

}  // namespace landlock_preload
