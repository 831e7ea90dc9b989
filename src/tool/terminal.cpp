// SPDX-License-Identifier: MIT
#include "tool/terminal.hpp"

#include <unistd.h>

#include <cstdlib>

#include "base/escape.hpp"
#include "policy/json/foreign.hpp"
#include "tool/standard_streams.hpp"

namespace landlock_preload {
namespace {

bool wants_colour() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the tool has one thread
    const char* no_color = std::getenv("NO_COLOR");
    return isatty(STDERR_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
}

void print(const char* kind, const char* colour, const std::string& where,
           const std::string& what) {
    static const bool coloured = wants_colour();
    std::string line = "landlock-policy: ";
    line += coloured ? std::string("\x1b[") + colour + "m" + kind + "\x1b[0m" : kind;
    line += ": ";
    const auto append = [&line](std::string_view text) { line += text; };
    if (!where.empty()) {
        escape_to(where, append);
        line += ": ";
    }
    escape_to(what, append);
    to_error(line += '\n');
}

}  // namespace

void print_error(const std::string& where, const std::string& what) {
    print("error", "31", where, what);
}

void print_warning(const std::string& where, const std::string& what) {
    print("warning", "33", where, what);
}

void print_note(const std::string& where, const std::string& what) {
    print("note", "36", where, what);
}

void print_errors(const Diagnostics& errors) {
    for (const Diagnostic& error : errors.list) print_error(error.location, error.what);
}

std::string hint_for_argument(const std::string& path) {
    if (access(path.c_str(), F_OK) == 0) return {};
    const std::string hint = describe_foreign_path(path, false);
    return hint.empty() ? "" : quote(path) + ": " + hint;
}

}  // namespace landlock_preload
