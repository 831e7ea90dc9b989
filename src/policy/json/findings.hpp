// SPDX-License-Identifier: MIT
//
// What is wrong with the values of a policy, kept until it is known which of it counts.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "policy/json/builder.hpp"

namespace landlock_preload {

class Findings {
  public:
    // Whether there is a use in keeping one, after what BUILDER has seen so far.
    [[nodiscard]] bool can_count(Condition condition, const Builder& builder) const;

    // WHERE is the location that the error will have.
    void add(Finding finding, std::string where);

    // Those that count once BUILDER has seen the whole policy, in the order of the policy, with
    // their texts complete. At most kMaxErrors.
    std::vector<Error> errors(const Builder& builder) &&;

  private:
    struct Located {
        Finding finding;
        std::string where;
        std::size_t order;
    };
    Located* take_next();

    std::size_t added_ = 0;
    std::array<std::vector<Located>, 5> lists_;  // by condition, each up to kMaxErrors
    std::array<std::size_t, 5> taken_ = {};      // how many of each list take_next() took
};

}  // namespace landlock_preload
