// SPDX-License-Identifier: MIT
#include "tool/real_path.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>

#include "query/decision.hpp"
#include "query/tracing.hpp"

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

namespace {

bool is_number(const fs::path& name) {
    return name.native().find_first_not_of("0123456789") == std::string::npos;
}

// Whether an entry of a directory is shown only to who may trace a process other than SELF.
bool is_shown_to_tracers(const fs::path& holder, const fs::path& name, const fs::path& self) {
    if (!holder.native().starts_with("/proc/") || name.empty() || name == "." || name == "..")
        return false;
    const auto process = std::next(holder.begin(), 2);  // after "/" and "proc"
    if (!is_number(*process) || *process == self.filename()) return false;
    const bool is_thread = holder.filename() == "task" && is_number(name);
    return !is_thread && !is_public_of_process(name.native());
}

bool goes_through_other_process(const fs::path& path, const fs::path& self) {
    fs::path way;
    for (const fs::path& name : path) {
        std::error_code error;
        const fs::path holder = fs::canonical(way, error);
        if (!error && is_shown_to_tracers(holder, name, self)) return true;
        way /= name;
    }
    return false;
}

}  // namespace

bool leads_through_other_process(const std::string& path) {
    std::error_code error;
    const fs::path self = fs::canonical("/proc/self", error);
    if (error) return false;
    const fs::path absolute = fs::absolute(path, error);
    const fs::path real = fs::weakly_canonical(absolute, error);
    return goes_through_other_process(absolute, self) || goes_through_other_process(real, self);
}

}  // namespace landlock_preload
