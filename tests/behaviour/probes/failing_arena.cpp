// SPDX-License-Identifier: MIT
//
// The library's memory, of which the PROBE_FAIL_AT-th request fails, or with PROBE_FAIL_FROM every
// one from that on. With PROBE_COUNT, says on standard error how many there were. Linked into a
// library that is ours but for this.
#define allocate really_allocate
#define release_arena really_release_arena
#include "base/arena.cpp"
#undef allocate
#undef release_arena

#include <cstring>

namespace landlock_preload {
namespace {

unsigned long calls = 0;
unsigned long fail_at = 0;
unsigned long fail_from = 0;
bool is_counted = false;

unsigned long setting(const char* name) {
    static char text[1 << 16];
    const int file = open_named("/proc/self/environ", O_RDONLY);
    const ssize_t length = read_bytes(file, text, sizeof(text) - 1);
    close_descriptor(file);
    for (const char* entry = text; entry < text + length; entry += std::strlen(entry) + 1) {
        std::size_t at = 0;
        while (name[at] != '\0' && name[at] == entry[at]) ++at;
        unsigned long value = 0;
        if (name[at] != '\0') continue;
        for (; entry[at] >= '0' && entry[at] <= '9'; ++at) {
            value = value * 10 + static_cast<unsigned long>(entry[at] - '0');
        }
        return value;
    }
    return 0;
}

}  // namespace

void* allocate(std::size_t size) noexcept {
    if (calls++ == 0) {
        fail_at = setting("PROBE_FAIL_AT=");
        fail_from = setting("PROBE_FAIL_FROM=");
        is_counted = setting("PROBE_COUNT=") != 0;
    }
    if (calls == fail_at || (fail_from != 0 && calls >= fail_from)) return nullptr;
    return really_allocate(size);
}

void release_arena() noexcept {
    really_release_arena();
    if (!is_counted) return;
    char line[] = "calls: 00000000\n";
    for (std::size_t at = sizeof(line) - 3; calls != 0; --at, calls /= 10) {
        line[at] = static_cast<char>('0' + calls % 10);
    }
    write_bytes(STDERR_FILENO, line, sizeof(line) - 1);
}

}  // namespace landlock_preload
