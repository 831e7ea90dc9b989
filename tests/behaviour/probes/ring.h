/* SPDX-License-Identifier: MIT
 * An io_uring by raw system calls, as Documentation of it in io_uring(7) and linux/io_uring.h has
 * it: enough to open one file by it. For C and C++.
 */
#ifndef RING_H
#define RING_H

#include <errno.h>
#include <linux/io_uring.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_io_uring_setup
#define SYS_io_uring_setup 425
#define SYS_io_uring_enter 426
#define SYS_io_uring_register 427
#endif

struct ring {
    int fd;
    struct io_uring_params params; /* where things are in the mapped parts */
    char *submissions, *completions;
    struct io_uring_sqe* entries;
};

/* A descriptor that is closed on exec, or -1 with errno. */
static inline int ring_setup(struct io_uring_params* params) {
    memset(params, 0, sizeof(*params));
    return (int)syscall(SYS_io_uring_setup, 2, params);
}

/* Maps the ring of FD, which was made with the same parameters. */
static inline int ring_map(struct ring* ring, int fd, const struct io_uring_params* params) {
    const size_t submissions = params->sq_off.array + params->sq_entries * sizeof(uint32_t);
    const size_t completions =
        params->cq_off.cqes + params->cq_entries * sizeof(struct io_uring_cqe);
    const int protection = PROT_READ | PROT_WRITE;

    ring->fd = fd;
    ring->params = *params;
    ring->submissions =
        (char*)mmap(NULL, submissions, protection, MAP_SHARED, fd, (off_t)IORING_OFF_SQ_RING);
    ring->completions =
        (char*)mmap(NULL, completions, protection, MAP_SHARED, fd, (off_t)IORING_OFF_CQ_RING);
    ring->entries =
        (struct io_uring_sqe*)mmap(NULL, params->sq_entries * sizeof(struct io_uring_sqe),
                                   protection, MAP_SHARED, fd, (off_t)IORING_OFF_SQES);
    return ring->submissions == MAP_FAILED || ring->completions == MAP_FAILED ||
                   ring->entries == MAP_FAILED
               ? -1
               : 0;
}

/* The number of a personality: the credentials of this process, as they are now. */
static inline int ring_register_personality(int fd) {
    return (int)syscall(SYS_io_uring_register, fd, IORING_REGISTER_PERSONALITY, NULL, 0);
}

/* Opens PATH by the ring, as a personality (0: as whoever asks): a descriptor, or -1 with errno. */
static inline int ring_open(struct ring* ring, const char* path, int flags, int personality) {
    uint32_t* tail = (uint32_t*)(ring->submissions + ring->params.sq_off.tail);
    uint32_t* head = (uint32_t*)(ring->completions + ring->params.cq_off.head);
    uint32_t* places = (uint32_t*)(ring->submissions + ring->params.sq_off.array);
    const uint32_t submission_mask =
        *(uint32_t*)(ring->submissions + ring->params.sq_off.ring_mask);
    const uint32_t completion_mask =
        *(uint32_t*)(ring->completions + ring->params.cq_off.ring_mask);
    const struct io_uring_cqe* done =
        (const struct io_uring_cqe*)(ring->completions + ring->params.cq_off.cqes);
    struct io_uring_sqe* entry = &ring->entries[*tail & submission_mask];
    int result;

    memset(entry, 0, sizeof(*entry));
    entry->opcode = IORING_OP_OPENAT;
    entry->fd = -100; /* AT_FDCWD */
    entry->addr = (uint64_t)(uintptr_t)path;
    entry->open_flags = (uint32_t)flags;
    entry->personality = (uint16_t)personality;
    places[*tail & submission_mask] = *tail & submission_mask;
    __atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
    if (syscall(SYS_io_uring_enter, ring->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0) return -1;
    result = done[*head & completion_mask].res;
    __atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
    if (result >= 0) return result;
    errno = -result;
    return -1;
}

#endif
