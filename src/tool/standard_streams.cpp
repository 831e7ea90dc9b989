// SPDX-License-Identifier: MIT
#include "tool/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <string>

#include "tool/file_text.hpp"

namespace landlock_preload {
namespace {

struct Output {
    std::string text;
    bool has_failed = false;
    bool is_terminal = isatty(STDOUT_FILENO) == 1;
};

Output& output() {
    static Output only;
    return only;
}

}  // namespace

void to_output(std::string_view text) {
    constexpr std::size_t kEnough = 4096;
    Output& out = output();
    out.text += text;
    if (out.text.size() >= kEnough || (out.is_terminal && text.ends_with('\n'))) flush_output();
}

bool flush_output() {
    Output& out = output();
    if (!out.has_failed) out.has_failed = !write_whole(STDOUT_FILENO, out.text);
    out.text.clear();
    return !out.has_failed;
}

void to_error(std::string_view text) {
    flush_output();
    write_whole(STDERR_FILENO, text);
}

void occupy_closed_streams() {
    // Neither to be read nor to be written, as if it were closed.
    for (;;) {
        const int fd = open("/", O_PATH | O_CLOEXEC);
        if (fd < 0) return;
        if (fd <= STDERR_FILENO) continue;
        close(fd);
        return;
    }
}

}  // namespace landlock_preload
