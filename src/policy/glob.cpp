// SPDX-License-Identifier: MIT
//
// libc's glob(3), without its extensions.
#include "policy/glob.hpp"

#include <glob.h>

#include <algorithm>
#include <cerrno>
#include <new>

#include "error.hpp"

namespace landlock_preload {

std::vector<std::string> match_glob(const std::string& pattern, const std::string& where,
                                    std::size_t most) {
    struct Matches : glob_t {
        Matches() : glob_t{} {}
        ~Matches() { globfree(this); }
        Matches(const Matches&) = delete;
        Matches& operator=(const Matches&) = delete;
        Matches(Matches&&) = delete;
        Matches& operator=(Matches&&) = delete;
    };
    const auto is_exhaustion = [](const char* /*folder*/, int code) {
        return static_cast<int>(code == EMFILE || code == ENFILE || code == ENOMEM);
    };
    Matches matches;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): without GLOB_TILDE it looks up no user
    const int status = glob(pattern.c_str(), 0, is_exhaustion, &matches);
    if (status == GLOB_NOSPACE) throw std::bad_alloc();
    if (status == GLOB_ABORTED) {
        fail(Stage::resolve, where, "cannot look for " + quote(pattern) + ": " + errno_text(errno),
             errno);
    }
    const std::size_t count = std::min(matches.gl_pathc, most + 1);
    return {matches.gl_pathv, matches.gl_pathv + count};
}

std::string escape_glob(const std::string& text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '*' || c == '?' || c == '[' || c == '\\') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

}  // namespace landlock_preload
