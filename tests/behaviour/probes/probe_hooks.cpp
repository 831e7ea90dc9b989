// SPDX-License-Identifier: MIT
//
// probe_hooks [LIBRARY] FILE: opens a library, and the file by a system call of its own, and prints
// how that went; then the hooks that were called, of hooks.c, which is linked in or preloaded; each
// on a line. Calls nothing of libc but dlopen(), and getpid() in place of opening "-".
#include <dlfcn.h>

#include "base/process_calls.hpp"

extern "C" {
#include "hooks.h"
}

// Where nobody brings them, there are none.
#pragma weak hook_calls
#pragma weak hook_names

namespace {

void print(const char* text) {
    std::size_t length = 0;
    while (text[length] != '\0') ++length;
    landlock_preload::write_bytes(1, text, length);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 2 && argv[1][0] == '-') {
        getpid();
    } else if (argc > 2 && dlopen(argv[1], RTLD_NOW) == nullptr) {
        print("no library\n");
    }
    // Raw: where errno lies is hooked as well.
    const long fd = landlock_preload::raw_system_call(
        SYS_openat, AT_FDCWD, landlock_preload::to_register(argv[argc - 1]), O_RDONLY);
    print(fd >= 0 ? "main: read\n" : "main: denied\n");
    if (hook_calls == nullptr) {
        print("no hooks\n");
        return 0;
    }
    for (int i = 0; i < HOOKS; ++i) {
        if (hook_calls[i] == 0) continue;
        print(hook_names[i]);
        print("\n");
    }
    return 0;
}
