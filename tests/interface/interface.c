/* SPDX-License-Identifier: MIT
 *
 * The interface and nothing behind it: what the header promises, in a library that can be described. A
 * function that differs from its declaration does not compile, here as in src/api/c_api.cpp. */
#include "landlock_preload.h"

uint32_t landlock_preload_version(void)
{
	return 0;
}

const char *landlock_preload_version_string(void)
{
	return "";
}

int landlock_preload_get_status(struct landlock_preload_status *status)
{
	return status != NULL;
}

uint32_t landlock_preload_rule_count(void)
{
	return 0;
}

int landlock_preload_get_rule(uint32_t index, struct landlock_preload_rule *rule)
{
	return rule != NULL && index != 0;
}

uint32_t landlock_preload_event_count(void)
{
	return 0;
}

int landlock_preload_get_event(uint32_t index, struct landlock_preload_event *event)
{
	return event != NULL && index != 0;
}

size_t landlock_preload_report(char *buffer, size_t size)
{
	return buffer != NULL ? size : 0;
}

int landlock_preload_check_path(const char *path, uint64_t access, struct landlock_preload_verdict *verdict)
{
	return path != NULL && access != 0 && verdict != NULL;
}

int landlock_preload_check_port(uint32_t port, uint64_t access, struct landlock_preload_verdict *verdict)
{
	return port != 0 && access != 0 && verdict != NULL;
}
