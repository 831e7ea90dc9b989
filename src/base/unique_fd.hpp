// SPDX-License-Identifier: MIT
//
// A file descriptor that closes itself and is never 0, 1 or 2: a host may have been started with
// those closed, and whatever we open must not become its standard input, or swallow our errors.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/process_calls.hpp"

namespace landlock_preload {

class UniqueFd {
  public:
    UniqueFd() = default;

    // Takes FD over, moved above 2. After a failure `get()` is negative, and errno and error()
    // say why.
    explicit UniqueFd(int fd) : fd_(fd) {
        if (fd < 0 || fd > STDERR_FILENO) return;
        fd_ = duplicate_descriptor(fd, STDERR_FILENO + 1);
        if (fd_ == -EINVAL) fd_ = -EMFILE;  // the limit is 3, so that there is none above 2
        close_descriptor(fd);
        if (fd_ < 0) errno = -fd_;
    }

    UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;

    ~UniqueFd() {
        if (fd_ >= 0) close_descriptor(fd_);
    }

    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool is_open() const { return fd_ >= 0; }
    [[nodiscard]] int error() const { return is_open() ? 0 : -fd_; }

  private:
    int fd_ = -1;
};

}  // namespace landlock_preload
