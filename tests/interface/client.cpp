// SPDX-License-Identifier: MIT
//
// A C++11 program: the header as it stands, and its helper. Prints the state, or "absent".
#include <dlfcn.h>

#include <cstdio>

#include "landlock_preload.h"

int main() {
    landlock_preload_status status{};
    status.size = sizeof(status);
    const int result =
        landlock_preload_get_status_by(dlsym(RTLD_DEFAULT, "landlock_preload_get_status"), &status);
    if (result == LANDLOCK_PRELOAD_ERROR_ABSENT) {
        std::puts("absent");
    } else {
        std::printf("%d %s\n", result,
                    status.state == LANDLOCK_PRELOAD_STATE_ENFORCED ? "enforced" : "less");
    }
    return 0;
}
