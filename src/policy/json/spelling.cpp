// SPDX-License-Identifier: MIT
//
// Optimal string alignment: Levenshtein's distance with swapped neighbours counted as one slip,
// since "raed_file" is one slip away from what was meant. Only ever runs when there is an error.
#include "policy/json/spelling.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace landlock_preload {
namespace {

constexpr std::size_t kLongest = 32;  // no word of the format is longer

// The alignment distance of two words, both at most kLongest bytes. No cost is above 2 * kLongest,
// and the last three rows of the table are enough: stacks may be small.
std::size_t distance(std::string_view left, std::string_view right) {
    std::array<std::array<std::uint8_t, kLongest + 1>, 3> rows{};
    for (std::size_t i = 0; i <= left.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i + 2) % 3];
        for (std::size_t j = 0; j <= right.size(); ++j) {
            std::size_t least = i + j;
            if (i > 0 && j > 0) {
                const std::size_t replaced = left[i - 1] == right[j - 1] ? 0 : 1;
                least = std::min({above[j] + std::size_t{1}, row[j - 1] + std::size_t{1},
                                  above[j - 1] + replaced});
            }
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
                least = std::min(least, rows[(i + 1) % 3][j - 2] + std::size_t{1});
            }
            row[j] = static_cast<std::uint8_t>(least);
        }
    }
    return rows[left.size() % 3][right.size()];
}

}  // namespace

void Spelling::consider(std::string_view candidate) {
    if (word_.size() > kLongest || candidate.size() > kLongest) return;
    const std::size_t allowed = 1 + candidate.size() / 4;
    // The distance is no less than what one is longer.
    if (word_.size() > candidate.size() + allowed || candidate.size() > word_.size() + allowed) {
        return;
    }
    const std::size_t found = distance(word_, candidate);
    if (found > allowed || (!nearest_.empty() && found >= distance_)) return;
    nearest_ = candidate;
    distance_ = found;
}

std::string Spelling::hint() const {
    if (nearest_.empty()) return {};
    return "; did you mean \"" + std::string(nearest_) + "\"?";
}

}  // namespace landlock_preload
