// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace landlock_preload {

// Ends the last line of a file that is appended to, where a start has left it without an end.
void end_last_line(int fd);

// Remembers how long a file is, to take a line back that could not be written whole.
class Appending {
  public:
    explicit Appending(int fd);

    // LENGTH: of the line. Not where somebody else has appended as well.
    void take_back(std::size_t length) const;

  private:
    int fd_;
    std::uint64_t size_ = 0;
    bool is_file_;
};

}  // namespace landlock_preload
