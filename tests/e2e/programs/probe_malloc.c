/* SPDX-License-Identifier: MIT
 * A program with a malloc of its own, which preloaded libraries use too. Its PROBE_FAIL_AT-th call
 * fails, or with PROBE_FAIL_FROM every call from that one on. Main opens a file and prints how many
 * calls there were. */
#include <stdlib.h>
#include <string.h>

#include "opens.h"

static _Alignas(16) char arena[64 << 20];
static size_t used;
static unsigned long calls, fail_at, fail_from;

/* From the kernel: getenv is not ready yet. */
static unsigned long setting(const char* name) {
    static char text[1 << 16];
    const int file = open("/proc/self/environ", O_RDONLY);
    const ssize_t length = read(file, text, sizeof(text) - 1);
    close(file);
    for (const char* entry = text; entry < text + length; entry += strlen(entry) + 1) {
        if (strncmp(entry, name, strlen(name)) == 0) return strtoul(entry + strlen(name), 0, 10);
    }
    return 0;
}

void* malloc(size_t size) {
    if (calls++ == 0) fail_at = setting("PROBE_FAIL_AT="), fail_from = setting("PROBE_FAIL_FROM=");
    if (calls == fail_at || (fail_from != 0 && calls >= fail_from)) return errno = ENOMEM, NULL;
    const size_t room = (size + 31) & ~(size_t)15; /* the size, then the block */
    if (size > sizeof(arena) || room > sizeof(arena) - used) return errno = ENOMEM, NULL;
    char* block = arena + used + 16;
    memcpy(block - 16, &size, sizeof(size));
    used += room;
    return block;
}

void free(void* block) {
    (void)block;
}

void* calloc(size_t count, size_t size) {
    return malloc(count * size); /* the arena is zero */
}

void* realloc(void* old, size_t size) {
    char* block = malloc(size);
    size_t had = 0;
    if (old != NULL) memcpy(&had, (char*)old - 16, sizeof(had));
    if (block != NULL && old != NULL) memcpy(block, old, had < size ? had : size);
    return block;
}

int main(int argc, char** argv) {
    char line[32];
    report_open("main", argv[argc - 1]);
    return write(1, line, (size_t)snprintf(line, sizeof(line), "calls: %lu\n", calls)) < 0;
}
