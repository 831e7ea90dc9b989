// SPDX-License-Identifier: MIT
//
// ThreadSanitizer keeps a thread of its own in every process, where Landlock below ABI 8 confines a
// process with a single thread only, and the library rightly refuses the rest. Preloaded, this leaves
// that thread out: the only one that is started without attributes and without an argument. All it
// does is to trim memory.
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

typedef int (*Create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
	if (attributes == NULL && argument == NULL) {
		*thread = 0;
		return 0;
	}
	return ((Create)dlsym(RTLD_NEXT, "pthread_create"))(thread, attributes, start, argument);
}
