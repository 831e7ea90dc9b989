/* SPDX-License-Identifier: MIT
 *
 * Makes one call: `probe_calls NAME` in a directory with what explains_what_the_kernel_denies.sh puts there. Exit
 * status: its errno, or 0. `probe_calls list` names them all. What a call needs before is opened with O_PATH, which no
 * sandbox denies.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

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

#define CALLS(CALL) \
	CALL("nothing", 0) \
	CALL("open_read", open("a/file", O_RDONLY)) \
	CALL("open_write", open("a/file", O_WRONLY)) \
	CALL("open_both", open("a/file", O_RDWR)) \
	CALL("open_write_truncate", open("a/file", O_WRONLY | O_TRUNC)) \
	CALL("open_read_truncate", open("a/file", O_RDONLY | O_TRUNC)) \
	CALL("open_create_new", open("a/new", O_WRONLY | O_CREAT | O_TRUNC, 0600)) \
	CALL("open_create_old", open("a/file", O_WRONLY | O_CREAT, 0600)) \
	CALL("open_exclusive_new", open("a/new", O_RDWR | O_CREAT | O_EXCL, 0600)) \
	CALL("open_exclusive_old", open("a/file", O_RDWR | O_CREAT | O_EXCL, 0600)) \
	CALL("open_directory", open("a", O_RDONLY | O_DIRECTORY)) \
	CALL("open_directory_to_write", open("a", O_WRONLY)) \
	CALL("open_file_as_directory", open("a/file", O_RDONLY | O_DIRECTORY)) \
	CALL("open_missing", open("a/missing", O_RDONLY)) \
	CALL("open_path", open("a/file", O_PATH)) \
	CALL("open_nameless", open("a", O_RDWR | O_TMPFILE, 0600)) \
	CALL("open_nameless_to_read", open("a", O_RDONLY | O_TMPFILE, 0600)) \
	CALL("open_link", open("a/link", O_RDONLY)) \
	CALL("open_link_itself", open("a/link", O_RDONLY | O_NOFOLLOW)) \
	CALL("open_dangling_create", open("a/dangling", O_WRONLY | O_CREAT, 0600)) \
	CALL("open_dangling", open("a/dangling", O_RDONLY)) \
	CALL("open_fifo", open("a/fifo", O_RDWR)) \
	CALL("open_at", openat(place("a"), "dir/../file", O_RDONLY)) \
	CALL("open_own_link", open("/proc/self/cwd/a/file", O_RDONLY)) \
	CALL("open_descriptor", (dup2(place("a/file"), 0), open("/dev/stdin", O_RDONLY))) \
	CALL("open2", open_how("file", O_RDONLY, 0, 0)) \
	CALL("open2_beneath", open_how("dir/../file", O_RDONLY, 0, RESOLVE_BENEATH)) \
	CALL("open2_beneath_escape", open_how("../b/file", O_RDONLY, 0, RESOLVE_BENEATH)) \
	CALL("open2_in_root", open_how("/../file", O_RDONLY, 0, RESOLVE_IN_ROOT)) \
	CALL("open2_no_symlinks", open_how("link", O_RDONLY, 0, RESOLVE_NO_SYMLINKS)) \
	CALL("open2_no_xdev", open_how("file", O_RDONLY, 0, RESOLVE_NO_XDEV)) \
	CALL("open2_unknown_flag", open_how("file", O_RDONLY | (1ULL << 40), 0, 0)) \
	CALL("open2_mode_alone", open_how("file", O_RDONLY, 0600, 0)) \
	CALL("truncate", truncate("a/file", 0)) \
	CALL("truncate_below_nothing", truncate("a/file", -1)) \
	CALL("truncate_directory", truncate("a", 0)) \
	CALL("truncate_descriptor", resize_descriptor()) \
	CALL("make_directory", mkdir("a/new", 0700)) \
	CALL("make_directory_slash", mkdirat(place("a"), "new/", 0700)) \
	CALL("make_directory_old", mkdir("a/dir", 0700)) \
	CALL("make_directory_dangling", mkdir("a/dangling", 0700)) \
	CALL("make_symlink", symlink("x", "a/new")) \
	CALL("make_symlink_to_nothing", symlink("", "a/new")) \
	CALL("make_symlink_by_mknod", mknod("a/new", S_IFLNK | 0600, 0)) \
	CALL("make_fifo", mknod("a/new", S_IFIFO | 0600, 0)) \
	CALL("make_socket", mknod("a/new", S_IFSOCK | 0600, 0)) \
	CALL("make_file", mknod("a/new", S_IFREG | 0600, 0)) \
	CALL("make_in_missing", mkdir("missing/new", 0700)) \
	CALL("remove_file", unlink("a/file")) \
	CALL("remove_link", unlinkat(place("a"), "link", 0)) \
	CALL("remove_missing", unlink("a/missing")) \
	CALL("remove_directory", rmdir("a/dir")) \
	CALL("remove_directory_at", unlinkat(place("a"), "dir", AT_REMOVEDIR)) \
	CALL("remove_file_as_directory", rmdir("a/file")) \
	CALL("remove_unknown_flag", unlinkat(AT_FDCWD, "a/file", 0x10)) \
	CALL("link_unknown_flag", linkat(AT_FDCWD, "a/file", AT_FDCWD, "b/new", 0x10)) \
	CALL("link", link("a/file", "a/new")) \
	CALL("link_elsewhere", link("a/file", "b/new")) \
	CALL("link_old", link("a/file", "b/file")) \
	CALL("link_symlink", link("a/link", "a/new")) \
	CALL("link_followed", linkat(AT_FDCWD, "a/link", AT_FDCWD, "b/new", AT_SYMLINK_FOLLOW)) \
	CALL("rename", rename("a/file", "a/new")) \
	CALL("rename_over", rename("a/file", "a/fifo")) \
	CALL("rename_elsewhere", rename("a/file", "b/new")) \
	CALL("rename_over_elsewhere", rename("a/file", "b/file")) \
	CALL("rename_directory", rename("a/dir", "b/new")) \
	CALL("rename_symlink", rename("a/link", "a/new")) \
	CALL("rename_missing", rename("a/missing", "a/new")) \
	CALL("rename_no_replace", renamed("a/file", "b/new", RENAME_NOREPLACE)) \
	CALL("rename_no_replace_old", renamed("a/file", "b/file", RENAME_NOREPLACE)) \
	CALL("rename_slash", rename("a/file/", "a/new")) \
	CALL("rename_to_slash", rename("a/file", "b/new/")) \
	CALL("rename_unknown_flag", renamed("a/file", "b/new", 64)) \
	CALL("rename_over_own_directory", rename("a/file", "a")) \
	CALL("rename_below_itself", rename("a/dir", "a/dir/new")) \
	CALL("exchange_slash", renamed("a/file", "b/file/", RENAME_EXCHANGE)) \
	CALL("exchange_and_no_replace", renamed("a/file", "b/file", RENAME_EXCHANGE | RENAME_NOREPLACE)) \
	CALL("exchange_with_own_directory", renamed("a/dir", "a", RENAME_EXCHANGE)) \
	CALL("exchange", renamed("a/file", "a/fifo", RENAME_EXCHANGE)) \
	CALL("exchange_elsewhere", renamed("a/file", "b/dir", RENAME_EXCHANGE)) \
	CALL("execute", run("a/program")) \
	CALL("execute_script", run("a/script")) \
	CALL("execute_descriptor", run_descriptor("a/program")) \
	CALL("execute_text", run("a/file")) \
	CALL("bind_local", local(bind, "a/new")) \
	CALL("bind_local_old", local(bind, "a/file")) \
	CALL("bind_port", tcp(bind, 0)) \
	CALL("connect_port", tcp(connect, 1)) \
	CALL("signal_parent", kill(1, 0)) \
	CALL("signal_unknown", kill(1, 100)) \
	CALL("signal_itself", kill(getpid(), 0)) \
	CALL("change_mode", chmod("a/file", 0600)) \
	CALL("status", access("a/file", R_OK)) \
	CALL("device_control", control_device())

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	errno = 0;
#define LIST(text, call) \
	if (strcmp(name, "list") == 0) puts(text);
	CALLS(LIST)
#define MAKE(text, call) \
	if (strcmp(name, text) == 0) return (call) < 0 ? errno : 0;
	CALLS(MAKE)
	return 0;
}
