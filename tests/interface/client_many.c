/* SPDX-License-Identifier: MIT
 * A program with many rules: reads them all, and tries to write to what it was handed. */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "landlock_preload.h"

static int faults(const char *text)
{
	int status = 0;
	const pid_t child = fork();

	if (child == 0) {
		*(volatile char *)(uintptr_t)text = 'X';
		_exit(0);
	}
	return waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV;
}

int main(void)
{
	uint32_t (*rule_count)(void);
	int (*get_rule)(uint32_t index, struct landlock_preload_rule *rule);
	struct landlock_preload_rule rule;
	uint32_t i;

	*(void **)&rule_count = dlsym(RTLD_DEFAULT, "landlock_preload_rule_count");
	*(void **)&get_rule = dlsym(RTLD_DEFAULT, "landlock_preload_get_rule");
	for (i = 0; i < rule_count(); ++i) {
		char pointer[64];
		rule.size = sizeof(rule);
		sprintf(pointer, "/pathBeneath/%u/parent/0", (unsigned)i);
		if (get_rule(i, &rule) != 0 || strcmp(rule.pointer, pointer) != 0 || strcmp(rule.path, "granted") != 0) {
			printf("rule %u is wrong\n", (unsigned)i);
			return 1;
		}
		if (i % 100 == 0 && (!faults(rule.path) || !faults(rule.source))) {
			printf("rule %u can be written to\n", (unsigned)i);
			return 1;
		}
	}
	printf("%u rules\n", (unsigned)i);
	return 0;
}
