/* SPDX-License-Identifier: MIT
 *
 * A C99 program that asks the library everything, at every moment of its life: in a constructor,
 * in main, in a child, in a signal handler, on a small stack, in an exit handler and in a destructor. Its argument
 * tells what is to be found: "absent" (it is not loaded), "inactive" (it is, by dlopen of the second argument, without effect) or
 * "confined", by this policy, in a directory with granted/file and other:
 *
 *   {"ruleset":[{"handledAccessFs":["read_file","write_file"]}],
 *    "pathBeneath":[{"allowedAccess":["read_file"],"parent":["granted"]}]}
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "landlock_preload.h"

#define READ_FILE (UINT64_C(1) << 2) /* linux/landlock.h */
#define WRITE_FILE (UINT64_C(1) << 1)
#define MARK E2BIG /* an errno that nothing here sets */

#define EXPECT(holds) \
	do { \
		if (!(holds)) { \
			fprintf(stderr, "client.c:%d: %s: not so: %s\n", __LINE__, moment, #holds); \
			_exit(1); \
		} \
	} while (0)

static const char *moment = "constructor";
static const char *expected;
static unsigned long allocations;

/* Every allocation of the process is counted. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
void *malloc(size_t size)
{
	++allocations;
	return __libc_malloc(size);
}
void *calloc(size_t count, size_t size)
{
	++allocations;
	return __libc_calloc(count, size);
}
void *realloc(void *memory, size_t size)
{
	++allocations;
	return __libc_realloc(memory, size);
}

static struct {
	uint32_t (*version)(void);
	const char *(*version_string)(void);
	int (*get_status)(struct landlock_preload_status *status);
	uint32_t (*rule_count)(void);
	int (*get_rule)(uint32_t index, struct landlock_preload_rule *rule);
	uint32_t (*event_count)(void);
	int (*get_event)(uint32_t index, struct landlock_preload_event *event);
	size_t (*report)(char *buffer, size_t size);
	int (*check_path)(const char *path, uint64_t access, struct landlock_preload_verdict *verdict);
	int (*check_port)(uint32_t port, uint64_t access, struct landlock_preload_verdict *verdict);
} library;

#define FIND(member) (*(void **)&library.member = dlsym(RTLD_DEFAULT, "landlock_preload_" #member))

static int find_library(void)
{
	FIND(version);
	FIND(version_string);
	FIND(get_status);
	FIND(rule_count);
	FIND(get_rule);
	FIND(event_count);
	FIND(get_event);
	FIND(report);
	FIND(check_path);
	FIND(check_port);
	return library.get_status != NULL;
}

static int open_descriptors(void)
{
	int count = 0;
	int fd;

	for (fd = 0; fd < 256; ++fd)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void check_arguments(void)
{
	struct landlock_preload_status status;
	struct landlock_preload_rule rule;
	struct landlock_preload_event event;
	struct landlock_preload_verdict verdict;

	memset(&status, 0, sizeof(status));
	memset(&rule, 0, sizeof(rule));
	memset(&event, 0, sizeof(event));
	memset(&verdict, 0, sizeof(verdict));
	EXPECT(library.get_status(NULL) == LANDLOCK_PRELOAD_ERROR_ARGUMENT);
	EXPECT(library.get_rule(0, NULL) == LANDLOCK_PRELOAD_ERROR_ARGUMENT);
	EXPECT(library.get_event(0, NULL) == LANDLOCK_PRELOAD_ERROR_ARGUMENT);
	EXPECT(library.check_path("/", READ_FILE, NULL) == LANDLOCK_PRELOAD_ERROR_ARGUMENT);
	EXPECT(library.check_port(80, 1, NULL) == LANDLOCK_PRELOAD_ERROR_ARGUMENT);
	EXPECT(library.get_status(&status) == LANDLOCK_PRELOAD_ERROR_SIZE);
	EXPECT(library.get_rule(0, &rule) == LANDLOCK_PRELOAD_ERROR_SIZE);
	EXPECT(library.get_event(0, &event) == LANDLOCK_PRELOAD_ERROR_SIZE);
	EXPECT(library.check_path("/", READ_FILE, &verdict) == LANDLOCK_PRELOAD_ERROR_SIZE);
	EXPECT(library.check_port(80, 1, &verdict) == LANDLOCK_PRELOAD_ERROR_SIZE);
	rule.size = sizeof(rule);
	event.size = sizeof(event);
	verdict.size = sizeof(verdict);
	EXPECT(library.get_rule(library.rule_count(), &rule) == LANDLOCK_PRELOAD_ERROR_INDEX);
	EXPECT(library.get_rule(UINT32_MAX, &rule) == LANDLOCK_PRELOAD_ERROR_INDEX);
	EXPECT(library.get_event(library.event_count(), &event) == LANDLOCK_PRELOAD_ERROR_INDEX);
	EXPECT(library.check_path(NULL, READ_FILE, &verdict) == LANDLOCK_PRELOAD_ERROR_ARGUMENT);
	EXPECT(library.check_path("/", 0, &verdict) == LANDLOCK_PRELOAD_ERROR_ARGUMENT);
	EXPECT(library.check_port(80, 0, &verdict) == LANDLOCK_PRELOAD_ERROR_ARGUMENT);
	EXPECT(library.check_port(65536, 1, &verdict) == LANDLOCK_PRELOAD_ERROR_ARGUMENT);
}

/* Of a caller that knows less than 0.2, and of one that knows more than this library. */
static void check_sizes(void)
{
	struct {
		struct landlock_preload_status known;
		unsigned char later[64];
	} newer;
	struct landlock_preload_status first;
	struct landlock_preload_status untouched;
	size_t i;

	memset(&first, 0xa5, sizeof(first));
	first.size = sizeof(first) - 1;
	untouched = first;
	EXPECT(library.get_status(&first) == LANDLOCK_PRELOAD_ERROR_SIZE);
	EXPECT(memcmp(&first, &untouched, sizeof(first)) == 0);

	memset(&newer, 0xa5, sizeof(newer));
	newer.known.size = sizeof(newer);
	first.size = sizeof(first);
	EXPECT(library.get_status(&first) == 0);
	EXPECT(first.size == sizeof(first));
	EXPECT(library.get_status(&newer.known) == 0);
	EXPECT(newer.known.size == sizeof(first));
	EXPECT(memcmp(&newer.known, &first, sizeof(first)) == 0);
	for (i = 0; i < sizeof(newer.later); ++i)
		EXPECT(newer.later[i] == 0xa5);
}

static void check_version(void)
{
	char text[32];
	const uint32_t version = library.version();

	sprintf(text, "%u.%u.%u", (unsigned)(version >> 16), (unsigned)(version >> 8 & 255), (unsigned)(version & 255));
	EXPECT(strcmp(text, library.version_string()) == 0);
}

/* As snprintf: the length is that of the whole, whatever there is room for. */
static void check_report(void)
{
	static char whole[65536];
	static char part[65536];
	const size_t length = library.report(NULL, 0);
	size_t sizes[5];
	size_t i;

	EXPECT(length > 0 && length < sizeof(whole) - 1);
	EXPECT(library.report(whole, sizeof(whole)) == length);
	EXPECT(strlen(whole) == length);
	EXPECT(whole[0] == '{' && whole[length - 1] == '}' && strcspn(whole, "\n") == strlen(whole));
	sizes[0] = 1;
	sizes[1] = 2;
	sizes[2] = length / 2;
	sizes[3] = length;
	sizes[4] = length + 1;
	for (i = 0; i < 5; ++i) {
		memset(part, 0xa5, sizeof(part));
		EXPECT(library.report(part, sizes[i]) == length);
		EXPECT(strlen(part) == sizes[i] - 1);
		EXPECT(memcmp(part, whole, sizes[i] - 1) == 0);
		EXPECT((unsigned char)part[sizes[i]] == 0xa5);
	}
	memset(part, 0xa5, 4);
	EXPECT(library.report(part, 0) == length && (unsigned char)part[0] == 0xa5);
}

static void check_inactive(void)
{
	struct landlock_preload_status status;
	struct landlock_preload_verdict verdict;

	memset(&status, 0xa5, sizeof(status));
	status.size = sizeof(status);
	verdict.size = sizeof(verdict);
	EXPECT(library.get_status(&status) == 0);
	EXPECT(status.state == LANDLOCK_PRELOAD_STATE_INACTIVE);
	EXPECT(status.support == LANDLOCK_PRELOAD_SUPPORT_UNKNOWN);
	EXPECT(status.layers_added == 0 && status.fs_enforced == 0 && status.source == NULL);
	EXPECT(library.rule_count() == 0 && library.event_count() == 0);
	EXPECT(library.check_path("/", READ_FILE, &verdict) == LANDLOCK_PRELOAD_ERROR_INACTIVE);
	EXPECT(library.check_port(80, 1, &verdict) == LANDLOCK_PRELOAD_ERROR_INACTIVE);
}

static void check_status(void)
{
	struct landlock_preload_status status;
	char program[PATH_MAX];
	ssize_t length;
	const long abi = syscall(444, NULL, 0, 1); /* LANDLOCK_CREATE_RULESET_VERSION */
	const long errata = syscall(444, NULL, 0, 2);

	errno = MARK;
	memset(&status, 0xa5, sizeof(status));
	status.size = sizeof(status);
	EXPECT(library.get_status(&status) == 0);
	EXPECT(status.state == LANDLOCK_PRELOAD_STATE_ENFORCED);
	EXPECT(status.support == LANDLOCK_PRELOAD_SUPPORT_AVAILABLE);
	EXPECT(status.abi == (uint32_t)abi);
	EXPECT(status.abi_newest >= 11);
	EXPECT(status.abi_used == (status.abi < status.abi_newest ? status.abi : status.abi_newest));
	EXPECT(status.errata == (errata < 0 ? 0 : (uint32_t)errata));
	EXPECT(status.fs_requested == (READ_FILE | WRITE_FILE));
	EXPECT(status.fs_enforced == status.fs_requested && status.fs_dropped == 0);
	EXPECT((status.net_requested | status.net_enforced | status.net_dropped) == 0);
	EXPECT((status.scope_requested | status.scope_enforced | status.scope_dropped) == 0);
	EXPECT((status.flags_requested | status.flags_enforced | status.flags_dropped) == 0);
	EXPECT(status.rules_applied == 1 && status.rules_reduced == 0 && status.rules_skipped == 0);
	EXPECT(status.layers_added == 1 && status.layers_known == 1);
	EXPECT(status.no_new_privs == 1 && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
	EXPECT(status.whole_process == 1 && status.threads == 1 && status.early == 1);
	EXPECT(status.pid == (uint32_t)(strcmp(moment, "child") == 0 ? getppid() : getpid()));
	EXPECT(status.nanoseconds > 0);
	EXPECT((status.gaps & LANDLOCK_PRELOAD_GAP_METADATA) != 0);
	EXPECT((status.gaps & (LANDLOCK_PRELOAD_GAP_MPTCP | LANDLOCK_PRELOAD_GAP_TCP_FAST_OPEN)) == 0);
	EXPECT(strcmp(status.source, "LANDLOCK_POLICY") == 0);
	length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	EXPECT(length > 0);
	program[length] = '\0';
	EXPECT(strcmp(status.executable, program) == 0);
}

static void check_rule(void)
{
	struct landlock_preload_rule rule;
	struct stat granted;

	EXPECT(stat("granted", &granted) == 0);
	EXPECT(library.rule_count() == 1 && library.event_count() == 0);
	memset(&rule, 0xa5, sizeof(rule));
	rule.size = sizeof(rule);
	EXPECT(library.get_rule(0, &rule) == 0);
	EXPECT(rule.kind == LANDLOCK_PRELOAD_RULE_PATH);
	EXPECT(rule.requested == READ_FILE && rule.granted == READ_FILE);
	EXPECT((rule.dropped_by_type | rule.dropped_by_kernel) == 0 && rule.error == 0);
	EXPECT(rule.device == granted.st_dev && rule.inode == granted.st_ino);
	EXPECT(strcmp(rule.source, "LANDLOCK_POLICY") == 0 && strcmp(rule.path, "granted") == 0);
	EXPECT(rule.real_path == NULL && rule.port == 0);
	EXPECT(strcmp(rule.pointer, "/pathBeneath/0/parent/0") == 0);
}

static void check_verdict(const char *path, uint64_t access, uint32_t answer, uint64_t missing, uint32_t rule)
{
	struct landlock_preload_verdict verdict;

	memset(&verdict, 0xa5, sizeof(verdict));
	verdict.size = sizeof(verdict);
	EXPECT(library.check_path(path, access, &verdict) == 0);
	EXPECT(verdict.size == sizeof(verdict));
	EXPECT(verdict.answer == answer);
	EXPECT(verdict.missing == missing);
	EXPECT(verdict.rule == rule && verdict.stale == 0);
	EXPECT(answer == LANDLOCK_PRELOAD_ANSWER_UNKNOWN || verdict.error == 0);
}

static void check_verdicts(void)
{
	const uint32_t none = LANDLOCK_PRELOAD_NO_RULE;
	struct landlock_preload_verdict verdict;

	check_verdict("granted/file", READ_FILE, LANDLOCK_PRELOAD_ANSWER_ALLOWED, 0, 0);
	check_verdict("granted/file", WRITE_FILE, LANDLOCK_PRELOAD_ANSWER_DENIED, WRITE_FILE, none);
	check_verdict("granted/file", READ_FILE | WRITE_FILE, LANDLOCK_PRELOAD_ANSWER_DENIED, WRITE_FILE, none);
	check_verdict("granted/../other", READ_FILE, LANDLOCK_PRELOAD_ANSWER_DENIED, READ_FILE, none);
	check_verdict("other", 1, LANDLOCK_PRELOAD_ANSWER_ALLOWED, 0, none); /* execute is not handled */
	verdict.size = sizeof(verdict);
	EXPECT(library.check_path("granted/file/x", READ_FILE, &verdict) == 0);
	EXPECT(verdict.answer == LANDLOCK_PRELOAD_ANSWER_UNKNOWN && verdict.error == ENOTDIR);
	EXPECT(library.check_port(80, 1, &verdict) == 0);
	EXPECT(verdict.answer == LANDLOCK_PRELOAD_ANSWER_ALLOWED);
	EXPECT(access("granted/file", F_OK) == 0 && open("other", O_RDONLY) < 0 && errno == EACCES);
}

/* Everything, without a descriptor, an allocation or another errno left behind. */
static void ask_everything(void)
{
	const unsigned long before = allocations;
	const int descriptors = open_descriptors();

	if (strcmp(expected, "absent") == 0) {
		struct landlock_preload_status status;
		EXPECT(library.get_status == NULL);
		status.state = LANDLOCK_PRELOAD_STATE_ENFORCED;
		EXPECT(landlock_preload_get_status_by(NULL, &status) == LANDLOCK_PRELOAD_ERROR_ABSENT);
		EXPECT(status.state == LANDLOCK_PRELOAD_STATE_INACTIVE);
		EXPECT(landlock_preload_get_status_by(NULL, NULL) == LANDLOCK_PRELOAD_ERROR_ABSENT);
		return;
	}
	errno = MARK;
	check_version();
	check_arguments();
	check_sizes();
	check_report();
	if (strcmp(expected, "inactive") == 0) {
		check_inactive();
		EXPECT(errno == MARK);
	} else {
		struct landlock_preload_verdict verdict;
		verdict.size = sizeof(verdict);
		EXPECT(library.check_path("granted/absent", READ_FILE, &verdict) == 0);
		EXPECT(library.check_path("absent/absent", READ_FILE, &verdict) == 0);
		EXPECT(library.check_port(80, 1, &verdict) == 0);
		EXPECT(errno == MARK);
		check_status();
		check_rule();
		check_verdicts();
	}
	EXPECT(allocations == before);
	EXPECT(open_descriptors() == descriptors);
}

/* Writing there must end the child that tries. */
static void check_sealed(const char *text)
{
	int status;
	const pid_t child = fork();

	EXPECT(child >= 0);
	if (child == 0) {
		signal(SIGSEGV, SIG_DFL);
		*(volatile char *)(uintptr_t)text = 'X';
		_exit(0);
	}
	EXPECT(waitpid(child, &status, 0) == child);
	EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
}

static void check_seals(void)
{
	struct landlock_preload_status status;
	struct landlock_preload_rule rule;

	status.size = sizeof(status);
	rule.size = sizeof(rule);
	EXPECT(library.get_status(&status) == 0 && library.get_rule(0, &rule) == 0);
	check_sealed(status.source);
	check_sealed(status.executable);
	check_sealed(rule.path);
}

static void on_signal(int number)
{
	(void)number;
	moment = "signal handler";
	ask_everything();
}

static void on_small_stack(int number)
{
	static const char *const paths[] = { "granted/absent", "/proc/self/fd/0", "/proc/self/exe", "/proc/self/cwd",
					     "/dev/stdin", ".", "..", "/", "absent/absent" };
	struct landlock_preload_verdict verdict;
	struct landlock_preload_status status;
	size_t i;

	(void)number;
	verdict.size = sizeof(verdict);
	status.size = sizeof(status);
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		library.check_path(paths[i], READ_FILE, &verdict);
	library.check_port(80, 1, &verdict);
	library.get_status(&status);
	library.report(NULL, 0);
}

/* Beside the frame of the signal, no more than fits into the classic SIGSTKSZ of 8192 bytes. */
static void check_small_stack(void)
{
	enum { SIZE = 65536, MOST = 4096, UNTOUCHED = 0x5a };
	static unsigned char memory[SIZE];
	const unsigned long frame = getauxval(51); /* AT_MINSIGSTKSZ, which older headers lack */
	unsigned long untouched = 0;
	stack_t stack;
	struct sigaction action;

	moment = "signal handler on a small stack";
	memset(memory, UNTOUCHED, sizeof(memory));
	memset(&stack, 0, sizeof(stack));
	stack.ss_sp = memory;
	stack.ss_size = SIZE;
	EXPECT(sigaltstack(&stack, NULL) == 0);
	memset(&action, 0, sizeof(action));
	action.sa_handler = on_small_stack;
	action.sa_flags = SA_ONSTACK;
	EXPECT(sigaction(SIGUSR2, &action, NULL) == 0);
	raise(SIGUSR2);
	stack.ss_flags = SS_DISABLE;
	EXPECT(sigaltstack(&stack, NULL) == 0);
	while (untouched < SIZE && memory[untouched] == UNTOUCHED)
		++untouched;
	EXPECT(untouched < SIZE);
	EXPECT(SIZE - untouched <= (frame > 2048 ? frame : 2048) + MOST);
}

static void on_exit_handler(void)
{
	moment = "exit handler";
	ask_everything();
}

__attribute__((constructor)) static void construct(int count, char **arguments)
{
	expected = count > 1 ? arguments[1] : "";
	if (count > 2)
		EXPECT(dlopen(arguments[2], RTLD_NOW | RTLD_GLOBAL) != NULL);
	EXPECT(find_library() == (strcmp(expected, "absent") != 0));
	ask_everything();
}

__attribute__((destructor)) static void destruct(void)
{
	moment = "destructor";
	ask_everything();
}

int main(void)
{
	struct landlock_preload_status status;
	int result;
	pid_t child;

	moment = "main";
	ask_everything();
	status.size = sizeof(status);
	result = landlock_preload_get_status_by(dlsym(RTLD_DEFAULT, "landlock_preload_get_status"), &status);
	EXPECT(result == (strcmp(expected, "absent") == 0 ? LANDLOCK_PRELOAD_ERROR_ABSENT : 0));
	EXPECT((status.state == LANDLOCK_PRELOAD_STATE_ENFORCED) == (strcmp(expected, "confined") == 0));
	if (strcmp(expected, "confined") == 0)
		check_seals();
	child = fork();
	EXPECT(child >= 0);
	if (child == 0) {
		moment = "child";
		ask_everything();
		_exit(0);
	}
	EXPECT(waitpid(child, &result, 0) == child && result == 0);
	signal(SIGUSR1, on_signal);
	raise(SIGUSR1);
	if (strcmp(expected, "confined") == 0)
		check_small_stack();
	EXPECT(atexit(on_exit_handler) == 0);
	return 0;
}
