/* SPDX-License-Identifier: MIT
 * probe_exec_env FILE PROGRAM ARGUMENT...: runs a program with exactly the entries of FILE, each
 * ended by NUL, as its environment. Shells and env(1) cannot set a name twice, or set what is no
 * NAME=VALUE. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
    static char text[1 << 16];
    static char *entries[1 << 10];
    if (argc < 3) return 99;
    FILE *file = fopen(argv[1], "r");
    if (file == NULL) return 99;
    const size_t size = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    size_t count = 0;
    for (size_t at = 0; at < size && count + 1 < sizeof(entries) / sizeof(entries[0]);
         at += strlen(text + at) + 1) {
        entries[count++] = text + at;
    }
    execve(argv[2], argv + 2, entries);
    return 99;
}
