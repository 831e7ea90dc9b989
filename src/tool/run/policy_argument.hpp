// SPDX-License-Identifier: MIT
//
// POLICY as the launcher is given it, and as the library is to find it again.
#pragma once

#include <string>

#include "policy/source.hpp"

namespace landlock_preload {

class PolicyArgument {
  public:
    // ARGUMENT: a path, "@NAME", a descriptor, "-", or the policy itself. Reads it. Throws
    // Diagnostics.
    explicit PolicyArgument(std::string argument);

    [[nodiscard]] const Source& source() const { return source_; }

    // The value of LANDLOCK_POLICY by which the library finds the same, in a descriptor that is
    // inherited where it was a stream. Throws Diagnostics.
    std::string hand_over();

    // Nobody reads it again: closes the descriptor it came by, as the library would.
    void close() const;

  private:
    [[nodiscard]] bool is_descriptor_for_library() const;

    std::string argument_;
    Source source_;
};

}  // namespace landlock_preload
