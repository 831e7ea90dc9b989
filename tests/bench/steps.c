// SPDX-License-Identifier: MIT
//
// Counts the instructions of a program from execve to exit, one by one, by the object they are in.
// The count has no clock in it, needs no counter of the processor, and works where valgrind does
// not, which knows no Landlock.
//
//     steps [--addresses] [NAME=VALUE...] -- PROGRAM [ARGUMENT...]
//
// Nothing of the environment is inherited. Prints a line an object, "COUNT FILE"; with --addresses a
// line an instruction, "COUNT FILE OFFSET", for a profile.
#include <elf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { kSlots = 1 << 20, kMaxObjects = 64 };

struct slot {
    unsigned long address;
    unsigned long count;
};

static struct slot slots[kSlots];  // open addressing

static void give_up(const char *why) {
    fprintf(stderr, "steps: %s\n", why);
    exit(2);
}

static void count(unsigned long address) {
    unsigned long at = (address * 0x9e3779b97f4a7c15UL) >> 44;
    while (slots[at].count != 0 && slots[at].address != address) at = (at + 1) % kSlots;
    slots[at].address = address;
    ++slots[at].count;
}

#if defined(__x86_64__)
#define PROGRAM_COUNTER rip
#elif defined(__i386__)
#define PROGRAM_COUNTER eip
#else
#define PROGRAM_COUNTER pc
#endif

static unsigned long program_counter(pid_t child) {
    struct user_regs_struct registers;
    struct iovec all = {&registers, sizeof(registers)};
    if (ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &all) != 0) give_up("cannot read registers");
    return (unsigned long)registers.PROGRAM_COUNTER;
}

struct object {
    char name[256];
    unsigned long count;
};

static struct object objects[kMaxObjects];
static int object_count;

static void add_to_object(const char *name, unsigned long instructions) {
    int i = 0;
    while (i < object_count && strcmp(objects[i].name, name) != 0) ++i;
    if (i == kMaxObjects) give_up("too many objects");
    if (i == object_count) snprintf(objects[object_count++].name, sizeof(objects[i].name), "%s", name);
    objects[i].count += instructions;
}

// Reads the mappings of a process that is about to end, and sorts what was counted into them.
static void attribute(pid_t child, int addresses) {
    char line[1024];
    snprintf(line, sizeof(line), "/proc/%d/maps", (int)child);
    FILE *maps = fopen(line, "r");
    if (maps == NULL) give_up("cannot read the mappings");
    while (fgets(line, sizeof(line), maps) != NULL) {
        unsigned long start, end, offset;
        char name[256] = "[none]";
        if (sscanf(line, "%lx-%lx %*s %lx %*s %*s %255s", &start, &end, &offset, name) < 3) continue;
        for (int i = 0; i < kSlots; ++i) {
            if (slots[i].count == 0 || slots[i].address < start || slots[i].address >= end) continue;
            if (addresses) {
                printf("%lu %s %lx\n", slots[i].count, name, slots[i].address - start + offset);
            } else {
                add_to_object(name, slots[i].count);
            }
        }
    }
    fclose(maps);
    for (int i = 0; i < object_count; ++i) printf("%lu %s\n", objects[i].count, objects[i].name);
}

static void follow(pid_t child, int addresses) {
    int status;
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) give_up("cannot start");
    ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL);
    for (;;) {
        count(program_counter(child));
        if (ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) != 0) give_up("cannot step");
        if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) give_up("ended early");
        if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8)) break;
        if (WSTOPSIG(status) != SIGTRAP) give_up("stopped by a signal");
    }
    unsigned long code = 1;
    ptrace(PTRACE_GETEVENTMSG, child, NULL, &code);
    attribute(child, addresses);
    ptrace(PTRACE_CONT, child, NULL, NULL);
    waitpid(child, &status, 0);
    if (code != 0) give_up("the program failed");
}

int main(int argc, char **argv) {
    int at = 1;
    const int addresses = at < argc && strcmp(argv[at], "--addresses") == 0;
    at += addresses;
    char **environment = argv + at;
    while (at < argc && strcmp(argv[at], "--") != 0) ++at;
    if (at + 1 >= argc) give_up("usage: steps [--addresses] [NAME=VALUE...] -- PROGRAM [ARGUMENT...]");
    argv[at] = NULL;
    const pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        execve(argv[at + 1], argv + at + 1, environment);
        _exit(127);
    }
    follow(child, addresses);
    return 0;
}
