// SPDX-License-Identifier: MIT
//
// Room for one path, in a page of its own: stacks may be small, as that of a signal handler which
// asks the C interface. And a variable would cost every start, which has no use for one mostly: the
// loader maps pages for large ones.
#pragma once

#include <climits>
#include <cstddef>

#include "base/process_calls.hpp"

namespace landlock_preload {

class PathPage {
  public:
    PathPage() : text_(static_cast<char*>(map_pages(kSize))) {}
    ~PathPage() {
        if (text_ != nullptr) unmap_pages(text_, kSize);
    }
    PathPage(const PathPage&) = delete;
    PathPage& operator=(const PathPage&) = delete;
    PathPage(PathPage&&) = delete;
    PathPage& operator=(PathPage&&) = delete;

    static constexpr std::size_t kSize = PATH_MAX;

    // nullptr: there is no memory.
    [[nodiscard]] char* text() const { return text_; }

  private:
    char* text_;
};

}  // namespace landlock_preload
