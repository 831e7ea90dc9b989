/* SPDX-License-Identifier: MIT
 * See hooks.h. */
#include "hooks.h"

volatile unsigned long hook_calls[HOOKS];

#define NAME_HOOK(NAME) #NAME,
const char* const hook_names[] = {EACH_HOOK(NAME_HOOK)};

#define DEFINE_HOOK(NAME)              \
    long NAME(void);                   \
    long NAME(void) {                  \
        ++hook_calls[CALLS_OF_##NAME]; \
        return 3;                      \
    }
EACH_HOOK(DEFINE_HOOK)
