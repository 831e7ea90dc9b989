/* SPDX-License-Identifier: MIT
 *
 * Where every field of version 0.2 lies, with pointers of four bytes and of eight, and every number.
 * Compiled for both; what is wrong is an array of negative size. Fields and numbers may be added, and
 * nothing else. */
#include <stddef.h>

#include "landlock_preload.h"

#define AT(structure, field, offset) \
	typedef char structure##_##field##_lies[offsetof(struct landlock_preload_##structure, field) == (offset) ? 1 : -1]
#define AT_LEAST(structure, size) \
	typedef char extent_of_##structure[sizeof(struct landlock_preload_##structure) >= (size) ? 1 : -1]
#define NUMBER(name, number) typedef char NUMBER_##name[LANDLOCK_PRELOAD_##name == (number) ? 1 : -1]
#define POINTER sizeof(void *)

AT(status, size, 0);
AT(status, state, 4);
AT(status, support, 8);
AT(status, abi, 12);
AT(status, abi_used, 16);
AT(status, abi_newest, 20);
AT(status, errata, 24);
AT(status, gaps, 28);
AT(status, fs_requested, 32);
AT(status, fs_enforced, 40);
AT(status, fs_dropped, 48);
AT(status, net_requested, 56);
AT(status, net_enforced, 64);
AT(status, net_dropped, 72);
AT(status, scope_requested, 80);
AT(status, scope_enforced, 88);
AT(status, scope_dropped, 96);
AT(status, flags_requested, 104);
AT(status, flags_enforced, 112);
AT(status, flags_dropped, 120);
AT(status, rules_applied, 128);
AT(status, rules_reduced, 132);
AT(status, rules_skipped, 136);
AT(status, layers_added, 140);
AT(status, layers_known, 144);
AT(status, no_new_privs, 148);
AT(status, whole_process, 152);
AT(status, threads, 156);
AT(status, early, 160);
AT(status, pid, 164);
AT(status, nanoseconds, 168);
AT(status, source, 176);
AT(status, executable, 176 + POINTER);
AT_LEAST(status, 176 + 2 * POINTER);

AT(rule, size, 0);
AT(rule, kind, 4);
AT(rule, requested, 8);
AT(rule, granted, 16);
AT(rule, dropped_by_type, 24);
AT(rule, dropped_by_kernel, 32);
AT(rule, device, 40);
AT(rule, inode, 48);
AT(rule, port, 56);
AT(rule, error, 60);
AT(rule, source, 64);
AT(rule, path, 64 + POINTER);
AT(rule, real_path, 64 + 2 * POINTER);
AT(rule, pointer, 64 + 3 * POINTER);
AT_LEAST(rule, 112 + 3 * POINTER);

AT(event, size, 0);
AT(event, level, 4);
AT(event, code, 8);
AT(event, error, 12);
AT(event, where, 16);
AT(event, text, 16 + POINTER);
AT_LEAST(event, 16 + 2 * POINTER);

AT(verdict, size, 0);
AT(verdict, answer, 4);
AT(verdict, missing, 8);
AT(verdict, rule, 16);
AT(verdict, stale, 20);
AT(verdict, error, 24);
AT(verdict, reserved, 28);
AT_LEAST(verdict, 32);

NUMBER(ERROR_ARGUMENT, -1);
NUMBER(ERROR_SIZE, -2);
NUMBER(ERROR_INDEX, -3);
NUMBER(ERROR_INACTIVE, -4);
NUMBER(ERROR_ABSENT, -5);
NUMBER(STATE_INACTIVE, 0);
NUMBER(STATE_SECURE, 1);
NUMBER(STATE_PARTIAL, 2);
NUMBER(STATE_ENFORCED, 3);
NUMBER(SUPPORT_UNKNOWN, 0);
NUMBER(SUPPORT_AVAILABLE, 1);
NUMBER(SUPPORT_NOT_BUILT, 2);
NUMBER(SUPPORT_NOT_ENABLED, 3);
NUMBER(SUPPORT_BLOCKED, 4);
NUMBER(GAP_UDP, 1);
NUMBER(GAP_MPTCP, 2);
NUMBER(GAP_OTHER_PROTOCOLS, 4);
NUMBER(GAP_UNIX_SOCKETS, 8);
NUMBER(GAP_TCP_FAST_OPEN, 16);
NUMBER(GAP_METADATA, 32);
NUMBER(GAP_INHERITED_DESCRIPTORS, 64);
NUMBER(GAP_PRIVILEGED, 128);
NUMBER(GAP_TERMINAL, 256);
NUMBER(FLAG_LOG_SAME_EXEC_OFF, 1);
NUMBER(FLAG_LOG_NEW_EXEC_ON, 2);
NUMBER(FLAG_LOG_SUBDOMAINS_OFF, 4);
NUMBER(FLAG_QUIET, 256);
NUMBER(RULE_PATH, 1);
NUMBER(RULE_PORT, 2);
NUMBER(LEVEL_WARNING, 1);
NUMBER(LEVEL_NOTE, 2);
NUMBER(EVENT_RIGHTS_DROPPED, 1);
NUMBER(EVENT_PATHS_UNUSABLE, 2);
NUMBER(EVENT_TAMPERING, 3);
NUMBER(EVENT_IO_URING, 4);
NUMBER(EVENT_UNKNOWN_VARIABLE, 5);
NUMBER(EVENT_NOT_FIRST, 6);
NUMBER(EVENT_SECOND_COPY, 7);
NUMBER(EVENT_REPORT_UNWRITTEN, 8);
NUMBER(EVENT_PATH_UNUSABLE, 16);
NUMBER(EVENT_ABI_CLAMPED, 17);
NUMBER(EVENT_NOT_READ, 18);
NUMBER(EVENT_SINGLE_FILE, 19);
NUMBER(EVENT_LAUNCHER_ALONE, 20);
NUMBER(EVENT_INFERRED_ONLY, 32);
NUMBER(EVENT_NO_REFER, 33);
NUMBER(EVENT_NO_EXECUTE, 34);
NUMBER(EVENT_LOADER, 35);
NUMBER(EVENT_LITERAL, 36);
NUMBER(EVENT_PROC_SELF, 37);
NUMBER(EVENT_EXECUTE_UNREAD, 38);
NUMBER(EVENT_CLASS_MISSING, 39);
NUMBER(EVENT_INFERRED_BESIDE, 40);
NUMBER(EVENT_NAMES_UNPROTECTED, 41);
NUMBER(EVENT_ROOT_GRANTED, 42);
NUMBER(ANSWER_UNKNOWN, 0);
NUMBER(ANSWER_ALLOWED, 1);
NUMBER(ANSWER_DENIED, 2);
NUMBER(NO_RULE, 4294967295U);
