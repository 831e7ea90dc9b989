// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace landlock_preload {

// A moment as RFC 3339 has it, in UTC and to the millisecond: "2026-11-28T17:16:41.123Z".
class Timestamp {
  public:
    // NANOSECONDS since 1970, before the year 10000.
    explicit Timestamp(std::uint64_t nanoseconds);

    [[nodiscard]] std::string_view text() const { return {text_, kLength}; }

  private:
    static constexpr unsigned kLength = 24;
    void put(unsigned at, unsigned digits, std::uint64_t value);

    char text_[kLength + 1] = "0000-00-00T00:00:00.000Z";
};

}  // namespace landlock_preload
