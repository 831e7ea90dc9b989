// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace landlock_preload {

// The word of a vocabulary that a misspelt one was probably meant to be. Offer the whole
// vocabulary of the place with consider(), then ask for the hint.
class Spelling {
  public:
    explicit Spelling(std::string_view word) : word_(word) {}

    // CANDIDATE must outlive this object.
    [[gnu::cold]] void consider(std::string_view candidate);

    // `; did you mean "NEAREST"?`, or nothing where no candidate is near.
    [[nodiscard, gnu::cold]] std::string hint() const;

    // That candidate, or nothing.
    [[nodiscard]] std::string_view nearest() const { return nearest_; }

  private:
    std::string_view word_;
    std::string_view nearest_;
    std::size_t distance_ = 0;
};

}  // namespace landlock_preload
