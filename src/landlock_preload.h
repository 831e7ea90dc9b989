/* SPDX-License-Identifier: MIT
 *
 * The C interface of liblandlock_preload.so, for C99 and C++11; landlock_preload(3) introduces it.
 *
 * Nobody can ask the kernel which Landlock domain a task is in. These functions say what this library
 * did to this process before its program ran; the library writes that once, and maps it read-only. So
 * you may call them in any thread, in signal handlers, in a child after fork, before main, in
 * destructors and in exit handlers. None allocates memory, takes a lock or changes errno.
 * landlock_preload_check_path() and landlock_preload_check_port() make system calls (open, stat,
 * readlink). The first call of landlock_preload_get_status() or landlock_preload_report() makes some,
 * for the program's name (mmap, readlink, mprotect). The others make none. There is nothing to set.
 *
 * Later versions may add states, codes, bits and fields, and never change those that are here. Read
 * what you do not know as "not enforced": compare with ENFORCED, not against the others.
 *
 * To find the functions, use dlsym(RTLD_DEFAULT, ...), as the example of landlock_preload_get_status_by()
 * below does, or dlopen with RTLD_NOLOAD. A weak reference stays 0 in a program that is not
 * position-independent.
 *
 * Loading the library late, with LANDLOCK_POLICY in the environment, enforces that policy. The kernel
 * gives every thread this sandbox in place of any of its own. So where other threads run, such a load
 * ends the process unless LANDLOCK_THREADS=replace asks for that (from ABI 8 on). Only the first load in
 * a process enforces: where the library was there before without a policy (from /etc/ld.so.preload, or
 * by an earlier dlopen), dlopen succeeds and confines nothing. So ask for the status afterwards.
 *
 * Set `size` of a structure to its size first. The library fills in what both sides know, and sets
 * `size` to how much that was. All strings and pointers stay valid while the process lives.
 *
 * Functions that return int return 0 or one of the negative codes of enum landlock_preload_error.
 */
#ifndef LANDLOCK_PRELOAD_H
#define LANDLOCK_PRELOAD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum landlock_preload_error {
	LANDLOCK_PRELOAD_ERROR_ARGUMENT = -1, /* a null pointer, no right at all, a port above 65535 */
	LANDLOCK_PRELOAD_ERROR_SIZE = -2,     /* `size` is below that of version 0.2 */
	LANDLOCK_PRELOAD_ERROR_INDEX = -3,    /* there is no such rule or event */
	LANDLOCK_PRELOAD_ERROR_INACTIVE = -4, /* this copy enforces nothing, so it decides nothing */
	LANDLOCK_PRELOAD_ERROR_ABSENT = -5    /* the library is not in this process */
};

enum landlock_preload_state {
	LANDLOCK_PRELOAD_STATE_INACTIVE = 0, /* this copy did nothing. Not: the process is unconfined */
	LANDLOCK_PRELOAD_STATE_SECURE = 1,   /* likewise: setuid, setgid, capabilities, or ids that differ */
	LANDLOCK_PRELOAD_STATE_PARTIAL = 2,  /* confined, but less than the policy asked for */
	LANDLOCK_PRELOAD_STATE_ENFORCED = 3  /* all that the policy asked for. Not: nothing else is possible */
};

enum landlock_preload_support {
	LANDLOCK_PRELOAD_SUPPORT_UNKNOWN = 0, /* the kernel was not asked */
	LANDLOCK_PRELOAD_SUPPORT_AVAILABLE = 1,
	LANDLOCK_PRELOAD_SUPPORT_NOT_BUILT = 2,   /* ENOSYS */
	LANDLOCK_PRELOAD_SUPPORT_NOT_ENABLED = 3, /* EOPNOTSUPP: not in lsm= */
	LANDLOCK_PRELOAD_SUPPORT_BLOCKED = 4      /* EPERM: a seccomp filter */
};

/* What this kernel leaves open although the policy suggests otherwise; see landlock-preload(7). */
enum landlock_preload_gap {
	LANDLOCK_PRELOAD_GAP_UDP = 1 << 0,
	LANDLOCK_PRELOAD_GAP_MPTCP = 1 << 1,
	LANDLOCK_PRELOAD_GAP_OTHER_PROTOCOLS = 1 << 2,
	LANDLOCK_PRELOAD_GAP_UNIX_SOCKETS = 1 << 3,
	LANDLOCK_PRELOAD_GAP_TCP_FAST_OPEN = 1 << 4, /* connect_tcp is handled, below ABI 10 */
	LANDLOCK_PRELOAD_GAP_METADATA = 1 << 5,
	LANDLOCK_PRELOAD_GAP_INHERITED_DESCRIPTORS = 1 << 6,
	LANDLOCK_PRELOAD_GAP_PRIVILEGED = 1 << 7,
	LANDLOCK_PRELOAD_GAP_TERMINAL = 1 << 8
};

/* What a policy may ask for beside rights: the kernel's flags of ABI 7, and quiet rules and sets. */
enum landlock_preload_flag {
	LANDLOCK_PRELOAD_FLAG_LOG_SAME_EXEC_OFF = 1 << 0,
	LANDLOCK_PRELOAD_FLAG_LOG_NEW_EXEC_ON = 1 << 1,
	LANDLOCK_PRELOAD_FLAG_LOG_SUBDOMAINS_OFF = 1 << 2,
	LANDLOCK_PRELOAD_FLAG_QUIET = 1 << 8
};

/* Rights are the kernel's bits: LANDLOCK_ACCESS_FS_*, LANDLOCK_ACCESS_NET_*, LANDLOCK_SCOPE_*.
 * What was requested and is not enforced was dropped, because the kernel does not know it. */
struct landlock_preload_status {
	uint32_t size;
	uint32_t state;   /* enum landlock_preload_state */
	uint32_t support; /* enum landlock_preload_support */
	uint32_t abi;     /* the kernel's Landlock ABI; 0: not known */
	uint32_t abi_used;   /* the ABI whose rights were asked for: the kernel's, or abi_newest */
	uint32_t abi_newest; /* the newest ABI that this library knows */
	uint32_t errata;     /* those that the kernel says it has fixed, one bit each */
	uint32_t gaps;       /* OR of enum landlock_preload_gap */
	uint64_t fs_requested;
	uint64_t fs_enforced;
	uint64_t fs_dropped;
	uint64_t net_requested;
	uint64_t net_enforced;
	uint64_t net_dropped;
	uint64_t scope_requested;
	uint64_t scope_enforced;
	uint64_t scope_dropped;
	uint64_t flags_requested; /* OR of enum landlock_preload_flag, as are the next two */
	uint64_t flags_enforced;
	uint64_t flags_dropped;
	uint32_t rules_applied; /* granted in whole or in part; rules on one object count each */
	uint32_t rules_reduced; /* of those: granted less than was requested */
	uint32_t rules_skipped; /* granted nothing */
	uint32_t layers_added;  /* Landlock layers by this copy: 0 or 1 */
	uint32_t layers_known;  /* layers by this library in all, as LANDLOCK_LAYERS says; 9: nine or more */
	uint32_t no_new_privs;  /* 1: set */
	uint32_t whole_process; /* 1: every thread is confined */
	uint32_t threads;       /* how many ran at that moment; 0: not counted */
	uint32_t early;         /* 1: ran before every constructor but those of the C library */
	uint32_t pid;
	uint64_t nanoseconds;   /* spent in the constructor */
	const char *source;     /* of the policy: its path, "fd:N" or "LANDLOCK_POLICY"; or null */
	/* The file of the confined program, by the name that it had when somebody first asked for it:
	 * LANDLOCK_REPORT or LANDLOCK_LOG=info at the start, otherwise the first call of a function of this
	 * interface that says it. Null: not known, for instance because there is no /proc any more. */
	const char *executable;
};

enum landlock_preload_rule_kind {
	LANDLOCK_PRELOAD_RULE_PATH = 1,
	LANDLOCK_PRELOAD_RULE_PORT = 2
};

/* One path, or one port, of the policy after its variables, globs, ranges and presets. */
struct landlock_preload_rule {
	uint32_t size;
	uint32_t kind;             /* enum landlock_preload_rule_kind */
	uint64_t requested;        /* rights */
	uint64_t granted;          /* of those, in force */
	uint64_t dropped_by_type;  /* because the object is no directory */
	uint64_t dropped_by_kernel;
	uint64_t device;           /* st_dev of the object the rule is on; a path's */
	uint64_t inode;            /* st_ino */
	uint32_t port;
	uint32_t error;            /* the errno because of which it was skipped; 0: it was not skipped */
	const char *source;        /* the file it was written in */
	const char *path;          /* as it was opened; null for a port */
	const char *real_path;     /* where that path led; null unless LANDLOCK_REPORT was set */
	char pointer[48];          /* JSON Pointer in that file: "/pathBeneath/2/parent/0" */
};

enum landlock_preload_level {
	LANDLOCK_PRELOAD_LEVEL_WARNING = 1,
	LANDLOCK_PRELOAD_LEVEL_NOTE = 2
};

enum landlock_preload_event_code {
	/* warnings */
	LANDLOCK_PRELOAD_EVENT_RIGHTS_DROPPED = 1,   /* the kernel lacks some of what was asked for */
	LANDLOCK_PRELOAD_EVENT_PATHS_UNUSABLE = 2,   /* some paths could not be opened */
	LANDLOCK_PRELOAD_EVENT_TAMPERING = 3,        /* the policy, the library or a path of a rule can be changed */
	LANDLOCK_PRELOAD_EVENT_IO_URING = 4,         /* an open io_uring acts outside of the sandbox */
	LANDLOCK_PRELOAD_EVENT_UNKNOWN_VARIABLE = 5, /* LANDLOCK_... that is no variable of the library */
	LANDLOCK_PRELOAD_EVENT_NOT_FIRST = 6,        /* another library started before this one */
	LANDLOCK_PRELOAD_EVENT_SECOND_COPY = 7,      /* another copy of this library is loaded, and inactive */
	LANDLOCK_PRELOAD_EVENT_REPORT_UNWRITTEN = 8, /* a LANDLOCK_REPORT of best effort could not be opened */
	/* notes */
	LANDLOCK_PRELOAD_EVENT_PATH_UNUSABLE = 16,   /* this path could not be opened */
	LANDLOCK_PRELOAD_EVENT_ABI_CLAMPED = 17,     /* the policy's abi is newer than this library */
	LANDLOCK_PRELOAD_EVENT_NOT_READ = 18,        /* a file in a directory of policies is no *.json */
	LANDLOCK_PRELOAD_EVENT_SINGLE_FILE = 19,     /* write_file on a file that may be replaced */
	LANDLOCK_PRELOAD_EVENT_LAUNCHER_ALONE = 20,  /* the program takes no preload, so that the sandbox of
	                                                `landlock-policy run` is the only one; in the
	                                                report, never in a status */
	/* notes on the policy alone: only where LANDLOCK_LOG=info or LANDLOCK_REPORT asked for them */
	LANDLOCK_PRELOAD_EVENT_INFERRED_ONLY = 32,   /* no handledAccessFs */
	LANDLOCK_PRELOAD_EVENT_NO_REFER = 33,        /* renames between directories fail: EXDEV */
	LANDLOCK_PRELOAD_EVENT_NO_EXECUTE = 34,      /* no program can be started */
	LANDLOCK_PRELOAD_EVENT_LOADER = 35,          /* a program that may be read can be run through its loader */
	LANDLOCK_PRELOAD_EVENT_LITERAL = 36,         /* $NAME, ~ or glob characters in plain mode */
	LANDLOCK_PRELOAD_EVENT_PROC_SELF = 37,       /* children are not covered */
	LANDLOCK_PRELOAD_EVENT_EXECUTE_UNREAD = 38,  /* execute without read_file */
	LANDLOCK_PRELOAD_EVENT_CLASS_MISSING = 39,   /* "abi.all" of one class, nothing of another */
	LANDLOCK_PRELOAD_EVENT_INFERRED_BESIDE = 40, /* reading is denied because a rule grants it */
	LANDLOCK_PRELOAD_EVENT_NAMES_UNPROTECTED = 41, /* what paths lead to, or the policy, can be changed */
	LANDLOCK_PRELOAD_EVENT_ROOT_GRANTED = 42 /* a path that does not say so grants all of / */
};

struct landlock_preload_event {
	uint32_t size;
	uint32_t level;    /* enum landlock_preload_level */
	uint32_t code;     /* enum landlock_preload_event_code */
	uint32_t error;    /* errno, or 0 */
	const char *where; /* SOURCE:POINTER or SOURCE */
	const char *text;  /* one clause */
};

enum landlock_preload_answer {
	LANDLOCK_PRELOAD_ANSWER_UNKNOWN = 0, /* cannot be known from inside: see `error` */
	LANDLOCK_PRELOAD_ANSWER_ALLOWED = 1,
	LANDLOCK_PRELOAD_ANSWER_DENIED = 2
};

#define LANDLOCK_PRELOAD_NO_RULE UINT32_MAX

struct landlock_preload_verdict {
	uint32_t size;
	uint32_t answer;  /* enum landlock_preload_answer */
	uint64_t missing; /* of the rights asked for, those that no rule grants */
	uint32_t rule;    /* the index of a rule, or NO_RULE. Allowed: of those that grant some of it, the rule
	                     nearest to the object. Denied: a rule that would grant it if its object were
	                     still at its path */
	uint32_t stale;   /* 1: that rule's path leads to another object now, or may, since its filesystem was
	                     unmounted */
	uint32_t error;   /* why it is unknown: errno, or 0 where only the kernel can know */
	uint32_t reserved;
};

/* The library's version, (major << 16) | (minor << 8) | patch. */
uint32_t landlock_preload_version(void);

/* The same as "MAJOR.MINOR.PATCH". */
const char *landlock_preload_version_string(void);

/* Says what the library did to this process. */
int landlock_preload_get_status(struct landlock_preload_status *status);

/* The rules of the policy in its order, those on paths first. */
uint32_t landlock_preload_rule_count(void);
int landlock_preload_get_rule(uint32_t index, struct landlock_preload_rule *rule);

/* The warnings, then the notes. */
uint32_t landlock_preload_event_count(void);
int landlock_preload_get_event(uint32_t index, struct landlock_preload_event *event);

/* Writes all of that as one line of JSON, which landlock-preload(7) describes under "THE REPORT", without
 * the members time, host and label. Writes at most `size` bytes, of which the last is a zero byte, and
 * returns the length of the whole line without that byte, as snprintf does. `buffer` may be null where
 * `size` is 0. */
size_t landlock_preload_report(char *buffer, size_t size);

/* Says whether this library's layer would allow all of `access` (LANDLOCK_ACCESS_FS_* bits). The
 * directory that holds the last component, which need not exist, decides about the rights to make,
 * remove, rename and link; the object that `path` leads to decides about the others. A right that is
 * not handled is allowed. The answer is unknown, among others, for resolve_unix on a socket, since every
 * policy allows connecting to a server in the same sandbox; where a rule's filesystem was unmounted since
 * (seen from Linux 6.8 on); and for files of another process in /proc that only those may read who may
 * trace it, since nobody in a sandbox may trace a process outside.
 * The answer says nothing about file modes, other layers, or (for refer) the other directory of a
 * rename. */
int landlock_preload_check_path(const char *path, uint64_t access, struct landlock_preload_verdict *verdict);

/* The same for a port (0..65535, host order) and LANDLOCK_ACCESS_NET_* bits. */
int landlock_preload_check_port(uint32_t port, uint64_t access, struct landlock_preload_verdict *verdict);

/* For programs that may run with or without the library:
 *
 *     struct landlock_preload_status status = {0};
 *     status.size = sizeof(status);
 *     landlock_preload_get_status_by(dlsym(RTLD_DEFAULT, "landlock_preload_get_status"), &status);
 *     if (status.state == LANDLOCK_PRELOAD_STATE_ENFORCED) ...
 *
 * `function` is that symbol's address. Null: returns LANDLOCK_PRELOAD_ERROR_ABSENT and sets the state to
 * inactive. */
/* NOLINTBEGIN(cppcoreguidelines-pro-type-union-access,modernize-use-nullptr): C */
static inline int landlock_preload_get_status_by(void *function, struct landlock_preload_status *status)
{
	union {
		void *address;
		int (*call)(struct landlock_preload_status *status);
	} get = { function };

	if (function != NULL)
		return get.call(status);
	if (status != NULL)
		status->state = LANDLOCK_PRELOAD_STATE_INACTIVE;
	return LANDLOCK_PRELOAD_ERROR_ABSENT;
}
/* NOLINTEND(cppcoreguidelines-pro-type-union-access,modernize-use-nullptr) */

#ifdef __cplusplus
}
#endif

#endif
