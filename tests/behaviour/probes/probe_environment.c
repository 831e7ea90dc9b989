/* SPDX-License-Identifier: MIT
 * Prints the environment as one of those sees it who may look:
 *   main     main's third argument            environ  libc's variable
 *   proc     /proc/self/environ               getenv   getenv() of every name that `main` has
 *   child    env(1), run as a child           auxv     whether the auxiliary vector follows `main`
 *   count    the entries of `main`, with those that are empty
 *   block    /proc/self/environ as sanitizers and psutil read it, up to the first empty string
 *   title    how many entries of `main` do not join the one before, as far as those see it who write
 *            a title over the arguments and the environment */
#include <link.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void print_list(char **list) {
    for (; *list != NULL; ++list) {
        if (**list != '\0') puts(*list);
    }
}

static int print_proc(void) {
    static char text[1 << 18];
    FILE *file = fopen("/proc/self/environ", "r");
    if (file == NULL) return 1;
    const size_t size = fread(text, 1, sizeof(text) - 1, file);
    for (size_t at = 0; at < size; at += strlen(text + at) + 1) {
        if (text[at] != '\0') puts(text + at);
    }
    return fclose(file);
}

static int print_block(void) {
    static char text[1 << 18];
    FILE *file = fopen("/proc/self/environ", "r");
    if (file == NULL) return 1;
    const size_t size = fread(text, 1, sizeof(text) - 1, file);
    size_t at = 0;
    for (; at < size && text[at] != '\0'; at += strlen(text + at) + 1) puts(text + at);
    for (; at < size; ++at) {
        if (text[at] != '\0') return puts("and something behind it") < 0;
    }
    return fclose(file);
}

static void print_title(int argc, char **argv, char **list) {
    const char *end = argv[0];
    int apart = 0;
    for (int i = 0; i < argc; ++i) {
        apart += argv[i] != end;
        end = argv[i] + strlen(argv[i]) + 1;
    }
    for (; *list != NULL; ++list) {
        apart += *list != end;
        end = *list + strlen(*list) + 1;
    }
    printf("%d apart\n", apart);
}

static void print_getenv(char **list) {
    for (; *list != NULL; ++list) {
        const char *equals = strchr(*list, '=');
        if (equals == NULL) continue;
        char name[64] = {0};
        memcpy(name, *list, (size_t)(equals - *list) % sizeof(name));
        printf("%s=%s\n", name, getenv(name));
    }
}

static int run_child(char **list) {
    char *arguments[] = {"env", NULL};
    pid_t child = 0;
    int status = 0;
    if (posix_spawn(&child, "/usr/bin/env", NULL, NULL, arguments, list) != 0) return 1;
    return waitpid(child, &status, 0) != child || status != 0;
}

/* As Go's runtime and others do, walks past the first NULL; the kernel's own copy is in /proc, where
 * more follows it in 32-bit programs. */
static int compare_auxv(char **end) {
    ElfW(auxv_t) copy[128];
    size_t used = 0;
    FILE *file = fopen("/proc/self/auxv", "r");
    if (file == NULL) return 1;
    const size_t count = fread(copy, sizeof(*copy), 128, file);
    while (used < count && copy[used].a_type != AT_NULL) ++used;
    puts(used > 8 && memcmp(copy, end, used * sizeof(*copy)) == 0 ? "follows" : "does not follow");
    return fclose(file);
}

int main(int argc, char **argv, char **envp) {
    const char *view = argc > 1 ? argv[1] : "";
    size_t count = 0;
    while (envp[count] != NULL) ++count;
    if (strcmp(view, "main") == 0) return print_list(envp), 0;
    if (strcmp(view, "environ") == 0) return print_list(environ), 0;
    if (strcmp(view, "getenv") == 0) return print_getenv(envp), 0;
    if (strcmp(view, "count") == 0) return printf("%zu\n", count) < 0;
    if (strcmp(view, "proc") == 0) return print_proc();
    if (strcmp(view, "block") == 0) return print_block();
    if (strcmp(view, "title") == 0) return print_title(argc, argv, envp), 0;
    if (strcmp(view, "child") == 0) return run_child(envp);
    if (strcmp(view, "auxv") == 0) return compare_auxv(envp + count + 1);
    return 99;
}
