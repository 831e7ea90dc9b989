/* SPDX-License-Identifier: MIT
 * A library whose constructor starts a thread; the thread opens PROBE_FILE once main asks for it.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

#include "opens.h"

void open_in_early_thread(void);

static pthread_t thread;
static sem_t asked;

static void* wait_and_open(void* unused) {
    while (sem_wait(&asked) != 0) {
    }
    report_open("thread", getenv("PROBE_FILE"));
    return unused;
}

__attribute__((constructor)) static void construct(void) {
    sem_init(&asked, 0, 0);
    if (pthread_create(&thread, NULL, wait_and_open, NULL) != 0) _exit(98);
}

void open_in_early_thread(void) {
    sem_post(&asked);
    pthread_join(thread, NULL);
}
