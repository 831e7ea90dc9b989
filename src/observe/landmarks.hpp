// SPDX-License-Identifier: MIT
//
// What directories are to policies by convention: shared by everybody, full of secrets, or one
// program's own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace landlock_preload {

// Whether PATH is DIRECTORY or below it.
bool is_within(std::string_view path, std::string_view directory);

class Landmarks {
  public:
    explicit Landmarks(std::string home) : home_(std::move(home)) {}

    // Directories of everybody, which no rule ever grows to.
    [[nodiscard]] bool is_shared(const std::string& path) const;
    // Whether PATH is, is in, or is above a place of credentials and keys.
    [[nodiscard]] bool touches_secrets(const std::string& path) const;
    // Whether it is such, or in one.
    [[nodiscard]] bool is_secret(const std::string& path) const;
    // The directory of one program or package that PATH is in, as /usr/share/X; empty: none.
    [[nodiscard]] std::string unit_of(const std::string& path) const;
    // The same where it is a cache.
    [[nodiscard]] std::string cache_of(const std::string& path) const;

  private:
    // What PATH is below a home, of this user or of another; nothing where it is in none.
    [[nodiscard]] std::optional<std::string_view> below_home(std::string_view path) const;

    std::string home_;
};

}  // namespace landlock_preload
