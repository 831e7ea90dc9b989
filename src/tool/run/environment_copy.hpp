// SPDX-License-Identifier: MIT
//
// The environment that a program is started with, as an array that may be changed.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace landlock_preload {

class EnvironmentCopy {
  public:
    // ENTRIES ends with nullptr. Their texts are not copied.
    explicit EnvironmentCopy(char** entries);

    // In the place of the first of that name, of which there is one then, or at the end.
    void set(std::string_view name, std::string_view value);
    void remove(std::string_view name);

    // Of several the last, which is the one that loaders heed; empty: there is none.
    [[nodiscard]] std::string value(std::string_view name) const;

    // Ends with nullptr; valid until the next change.
    [[nodiscard]] char** entries() { return entries_.data(); }

  private:
    std::vector<std::shared_ptr<std::string>> own_;  // texts, which copies share
    std::vector<char*> entries_;
};

}  // namespace landlock_preload
