// SPDX-License-Identifier: MIT
//
// Optimal string alignment: Levenshtein's distance with swapped neighbours counted as one slip,
// since "raed_file" is one slip away from what was meant. Only ever runs when there is an error.
#include "policy/spelling.hpp"

#include <algorithm>
#include <array>

namespace landlock_preload {
namespace {

constexpr std::size_t kLongest = 32;  // no word of the format is longer

// The alignment distance of two words, both at most kLongest bytes.
std::size_t distance(std::string_view left, std::string_view right) {
    std::array<std::array<std::size_t, kLongest + 1>, kLongest + 1> cost{};
    for (std::size_t i = 0; i <= left.size(); ++i) {
        for (std::size_t j = 0; j <= right.size(); ++j) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            const std::size_t replaced = left[i - 1] == right[j - 1] ? 0 : 1;
            cost[i][j] =
                std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + replaced});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }
    }
    return cost[left.size()][right.size()];
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
