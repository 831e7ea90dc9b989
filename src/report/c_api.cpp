// SPDX-License-Identifier: MIT
//
// The C interface. Every function reads memory that is written once, before the program runs, so
// all of them may be called from any thread, signal handler, constructor or destructor.
#include "landlock_preload.h"

#define EXPORT [[gnu::visibility("default")]]

extern "C" {

EXPORT uint32_t landlock_preload_version(void) {
    return (uint32_t{LANDLOCK_PRELOAD_MAJOR} << 16U) | (uint32_t{LANDLOCK_PRELOAD_MINOR} << 8U) |
           uint32_t{LANDLOCK_PRELOAD_PATCH};
}

EXPORT const char* landlock_preload_version_string(void) {
    return LANDLOCK_PRELOAD_VERSION;
}

}  // extern "C"
