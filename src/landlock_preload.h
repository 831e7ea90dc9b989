/* SPDX-License-Identifier: MIT
 *
 * The C interface of liblandlock_preload.so: C99 and C++11.
 */
#ifndef LANDLOCK_PRELOAD_H
#define LANDLOCK_PRELOAD_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The library's version, (major << 16) | (minor << 8) | patch. */
uint32_t landlock_preload_version(void);

/* The same as "MAJOR.MINOR.PATCH". Static. */
const char *landlock_preload_version_string(void);

#ifdef __cplusplus
}
#endif

#endif
