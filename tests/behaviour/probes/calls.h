/* SPDX-License-Identifier: MIT
 *
 * What probe_calls.c makes its calls by, where that takes more than a line.
 */
#ifndef CALLS_H
#define CALLS_H

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE 2
#define RENAME_WHITEOUT 4
#endif

static int place(const char *path)
{
	return open(path, O_PATH | O_CLOEXEC);
}

static int open_how(const char *path, unsigned long long flags, unsigned long long mode, unsigned long long resolve)
{
	struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
	return (int)syscall(SYS_openat2, place("a"), path, &how, sizeof(how));
}

static int renamed(const char *from, const char *to, unsigned flags)
{
	return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

static int local(int (*use)(int, const struct sockaddr *, socklen_t), const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	strcpy(address.sun_path, path);
	return use(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof(address));
}

static int tcp(int (*use)(int, const struct sockaddr *, socklen_t), unsigned short port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int result = use(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof(address));
	return result < 0 && errno == ECONNREFUSED ? 0 : result; /* nobody is there, and it was asked */
}

static int run(const char *path)
{
	char *const arguments[] = {(char *)path, "nothing", NULL};
	return execve(path, arguments, NULL);
}

static int run_descriptor(const char *path)
{
	char *const arguments[] = {(char *)path, "nothing", NULL};
	return (int)syscall(SYS_execveat, place(path), "", arguments, NULL, AT_EMPTY_PATH);
}

static int resize_descriptor(void)
{
	int fd = open("a/file", O_WRONLY | O_CLOEXEC);
	return fd < 0 ? fd : ftruncate(fd, 0);
}

static int control_device(void)
{
	char settings[256];
	int fd = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? fd : ioctl(fd, TCGETS, settings);
}

static int open_in(const char *base, const char *path, unsigned long long resolve)
{
	struct open_how how = {.flags = O_RDONLY, .resolve = resolve};
	return (int)syscall(SYS_openat2, place(base), path, &how, sizeof(how));
}

/* A file without a name gets one. */
static int name_nameless(const char *name)
{
	char link[64];
	int fd = open("a", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
	if (fd < 0) return fd;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, link, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
}

static int name_descriptor(const char *name)
{
	return linkat(place("a/file"), "", AT_FDCWD, name, AT_EMPTY_PATH);
}

/* ftruncate wants a descriptor to write to. */
static int resize_readable(void)
{
	int fd = open("a/file", O_RDONLY | O_CLOEXEC);
	return fd < 0 ? fd : ftruncate(fd, 0);
}

/* The other end of a terminal, without its name; then a command to that. */
static int open_peer(void)
{
	int unlock = 0, peer, fd = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, TIOCSPTLCK, &unlock) < 0) return -1;
	peer = ioctl(fd, TIOCGPTPEER, O_RDWR | O_NOCTTY);
	return peer < 0 ? peer : ioctl(peer, TCFLSH, 0);
}

static int control_place(void)
{
	char settings[256];
	return ioctl(place("/dev/ptmx"), TCGETS, settings);
}

static struct file_handle *handle_of(const char *path, void *memory)
{
	struct file_handle *handle = memory;
	int mount;
	handle->handle_bytes = MAX_HANDLE_SZ;
	return name_to_handle_at(AT_FDCWD, path, handle, &mount, 0) < 0 ? NULL : handle;
}

static int open_handle(const char *path, int flags)
{
	_Alignas(struct file_handle) char memory[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	struct file_handle *handle = handle_of(path, memory);
	return handle ? open_by_handle_at(AT_FDCWD, handle, flags) : -1;
}

static int use_port(int domain, int type, int protocol, int family, int (*use)(int, const struct sockaddr *, socklen_t))
{
	struct sockaddr_in address = {.sin_family = (sa_family_t)family};
	address.sin_addr.s_addr = htonl(family == AF_UNSPEC ? INADDR_ANY : INADDR_LOOPBACK);
	int result = use(socket(domain, type, protocol), (struct sockaddr *)&address, sizeof(address));
	return result < 0 && errno == ECONNREFUSED ? 0 : result;
}

static int send_port(int type, int flags)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(1)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ssize_t result = sendto(socket(AF_INET, type, 0), "x", 1, flags, (struct sockaddr *)&address, sizeof(address));
	return result < 0 && errno != ECONNREFUSED && errno != EPIPE ? -1 : 0;
}

/* Two messages, of which the second has an address. */
static int send_ports(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(1)};
	struct iovec text = {"x", 1};
	struct mmsghdr messages[2] = {{.msg_hdr = {.msg_iov = &text, .msg_iovlen = 1}}};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	messages[1] = messages[0];
	messages[0].msg_hdr.msg_name = messages[1].msg_hdr.msg_name = &address;
	messages[0].msg_hdr.msg_namelen = messages[1].msg_hdr.msg_namelen = sizeof(address);
	int result = sendmmsg(fd, messages, 2, 0);
	return result;
}

/* An abstract name, of the process that serves; to its last character, or with all NULs that follow. */
enum extent { just, whole };
static socklen_t name_server(struct sockaddr_un *address, const char *process, enum extent extent)
{
	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	int length = snprintf(address->sun_path + 1, sizeof(address->sun_path) - 1, "landlock calls %s", process ? process : "");
	return extent == whole ? sizeof(*address) : (socklen_t)offsetof(struct sockaddr_un, sun_path) + 1 + (socklen_t)length;
}

static int connect_abstract(const char *process, enum extent extent, int type)
{
	struct sockaddr_un address;
	socklen_t length = name_server(&address, process, extent);
	return connect(socket(AF_UNIX, type, 0), (struct sockaddr *)&address, length);
}

static int serve(void)
{
	struct sockaddr_un address;
	char process[16];
	int fd;
	snprintf(process, sizeof(process), "%d", (int)getpid());
	for (enum extent extent = just; extent <= whole; extent++) {
		socklen_t length = name_server(&address, process, extent);
		fd = socket(AF_UNIX, SOCK_STREAM, 0);
		if (bind(fd, (struct sockaddr *)&address, length) < 0 || listen(fd, 1000) < 0) return -1;
	}
	puts("ready");
	fflush(stdout);
	return pause();
}

/* The kernel chooses the name of a server of our own. */
static int connect_own_abstract(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	socklen_t length = sizeof(address);
	int server = socket(AF_UNIX, SOCK_STREAM, 0);
	if (bind(server, (struct sockaddr *)&address, sizeof(sa_family_t)) < 0 || listen(server, 1) < 0) return -1;
	if (getsockname(server, (struct sockaddr *)&address, &length) < 0) return -1;
	return connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, length);
}

static int signal_descriptor(pid_t process)
{
	return (int)syscall(SYS_pidfd_send_signal, syscall(SYS_pidfd_open, process, 0), 0, NULL, 0);
}

/* A program, or a script, that is in memory only. */
static int run_memory(int from, const char *text)
{
	char *const arguments[] = {"program", "nothing", NULL};
	char part[4096];
	ssize_t size;
	int fd = (int)syscall(SYS_memfd_create, "program", 0); /* glibc has it since 2.27 */
	if (text && write(fd, text, strlen(text)) < 0) return -1;
	if (!text && from < 0) return -1;
	while (!text && (size = read(from, part, sizeof(part))) > 0)
		if (write(fd, part, (size_t)size) != size) return -1;
	return (int)syscall(SYS_execveat, fd, "", arguments, NULL, AT_EMPTY_PATH);
}

/* In a thread with a working directory and descriptors of its own. */
static void *open_apart(void *result)
{
	int *error = result;
	if (unshare(CLONE_FS | CLONE_FILES) < 0 || chdir("a") < 0 || open("file", O_RDONLY | O_CLOEXEC) < 0) *error = errno;
	return NULL;
}

static void *connect_apart(void *result)
{
	int *error = result;
	int fd, free_number = dup(2);
	if (unshare(CLONE_FILES) < 0) *error = errno;
	fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd != free_number) dup2(fd, free_number);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(1)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 && errno != ECONNREFUSED) *error = errno;
	return NULL;
}

static int in_thread(void *(*work)(void *))
{
	pthread_t thread;
	int error = 0;
	if (pthread_create(&thread, NULL, work, &error) != 0) return -1;
	pthread_join(thread, NULL);
	errno = error;
	return error ? -1 : 0;
}

/* By a child that shares our memory until it ends. */
static int open_in_vfork(void)
{
	volatile int error = 0;
	pid_t child = vfork();
	if (child == 0) {
		if (open("a/file", O_RDONLY | O_CLOEXEC) < 0) error = errno;
		_exit(0);
	}
	waitpid(child, NULL, 0);
	errno = error;
	return error ? -1 : 0;
}
#endif
