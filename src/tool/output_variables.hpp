// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "tool/json_text.hpp"

namespace landlock_preload {

// The variables of a written policy: values at the beginning of paths, of which no directory is
// made.
class OutputVariables {
  public:
    // "${place1}", or nothing for no value.
    std::string refer_to(const std::string& value);
    // Nothing where there are none.
    void write(JsonText& json) const;

  private:
    std::vector<std::string> values_;
};

}  // namespace landlock_preload
