// SPDX-License-Identifier: MIT
//
// One system call, and what it needs: the rights to ask for beforehand.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "random.hpp"

namespace oracle {

struct Question {
    std::string path;
    std::uint64_t access;
};

// What an attempt returns when the kernel has not come to ask Landlock.
inline constexpr long kNoAnswer = -2;

struct Attempt {
    const char* name;
    std::vector<Question> questions;
    std::function<long()> act;  // -1: errno
    bool may_cross = false;     // EXDEV is the refusal of "refer"
    bool only_refusals_count = false;
    bool only_unknown_counts = false;  // there is nothing to be refused
};

// Something that can be tried with PATH as it is now, if anything. FRESH: a name that nothing has.
// OTHERS: directories to move things to.
std::optional<Attempt> choose_attempt(Random& random, const std::string& path,
                                      const std::string& fresh,
                                      const std::vector<std::string>& others);

}  // namespace oracle
