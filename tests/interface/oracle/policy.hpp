// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "random.hpp"

namespace oracle {

// A policy in JSON with rules on some of the paths and ports. FOLDER: the working directory that it
// will be read in.
std::string make_policy(Random& random, const std::vector<std::string>& paths,
                        const std::string& folder, const std::vector<std::uint16_t>& ports);

}  // namespace oracle
