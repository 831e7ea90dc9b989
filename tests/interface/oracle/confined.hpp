// SPDX-License-Identifier: MIT
//
// The side of the oracle that is confined.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace oracle {

struct Tally {
    std::size_t compared = 0;
    std::size_t denied = 0;   // of those
    std::size_t unknown = 0;  // rightly
    std::size_t skipped = 0;  // the kernel found another reason first
    std::size_t disagreements = 0;
};

// What a wave of questions is about.
struct Wave {
    std::uint64_t seed = 0;
    std::size_t first = 0;  // number of its first question: new names hold it
    std::size_t count = 0;
    std::vector<std::string> paths;
    std::vector<int> descriptors;  // inherited ones, for /proc/self/fd
};

// Asks and tries, in this process and in children of it. Disagreements are told on standard error.
Tally ask_about_paths(const Wave& wave);
Tally ask_about_ports(std::uint64_t seed, std::size_t count,
                      const std::vector<std::uint16_t>& ports);

}  // namespace oracle
