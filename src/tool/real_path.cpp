// SPDX-License-Identifier: MIT
#include "tool/real_path.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "query/decision.hpp"

namespace landlock_preload {

namespace fs = std::filesystem;

bool follows_last(AccessMask access) {
    return (access & ~kNameAccess) != 0;
}

std::string find_other_path(const std::string& path, bool follows) {
    // A slash at the end leads nowhere else: without it, the last component is a name.
    const std::size_t end = std::min(path.find_last_not_of('/'), path.size() - 1);
    const fs::path bare = path.substr(0, end + 1);
    const bool is_name = bare.filename() != "." && bare.filename() != "..";
    std::error_code error;
    const fs::path absolute = fs::absolute(bare, error);
    if (error) return {};
    fs::path real;
    if (!is_name || (follows && fs::exists(bare, error))) {
        real = fs::canonical(bare, error);
    } else {
        real = fs::canonical(absolute.parent_path(), error) / absolute.filename();
    }
    return error || real == absolute.lexically_normal() ? "" : real.native();
}

}  // namespace landlock_preload
