/* SPDX-License-Identifier: MIT
 *
 * Makes one call: `probe_calls NAME` in a directory with what explains_what_the_kernel_denies.sh puts there. Exit
 * status: its errno, or 0. `probe_calls list` names them all. What a call needs before is opened with O_PATH, which no
 * sandbox denies. `probe_calls serve` is somebody outside.
 */
#include "calls.h"

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
	CALL("open2_in_root_create", open_how("/new", O_WRONLY | O_CREAT, 0600, RESOLVE_IN_ROOT)) \
	CALL("open2_in_root_dangling", open_how("/../dangling", O_WRONLY | O_CREAT, 0600, RESOLVE_IN_ROOT)) \
	CALL("open2_beneath_create", open_how("dir/../new", O_WRONLY | O_CREAT, 0600, RESOLVE_BENEATH)) \
	CALL("open2_beneath_magic", open_in("/proc/self", "cwd/a/file", RESOLVE_BENEATH)) \
	CALL("open2_in_root_magic", open_in("/proc/self", "cwd/a/file", RESOLVE_IN_ROOT)) \
	CALL("open2_no_magic", open_in("/proc/self", "cwd/a/file", RESOLVE_NO_MAGICLINKS)) \
	CALL("open2_magic", open_in("/proc/self", "cwd/a/file", 0)) \
	CALL("open_own_link_create", open("/proc/self/cwd/a/new", O_WRONLY | O_CREAT, 0600)) \
	CALL("open_create_directory", open("a/new", O_RDONLY | O_CREAT | O_DIRECTORY, 0600)) \
	CALL("open_create_slash", open("a/new/", O_RDONLY | O_CREAT, 0600)) \
	CALL("open_directory_create", open("a", O_RDONLY | O_CREAT, 0600)) \
	CALL("open_directory_truncate", open("a", O_RDONLY | O_TRUNC)) \
	CALL("open_fifo_truncate", open("a/fifo", O_RDWR | O_TRUNC)) \
	CALL("open_for_ioctl", open("a/file", O_ACCMODE)) \
	CALL("open_no_access_time", open("a/file", O_RDONLY | O_NOATIME)) \
	CALL("open_in_vfork", open_in_vfork()) \
	CALL("open_in_thread", in_thread(open_apart)) \
	CALL("open_handle", open_handle("a/file", O_RDONLY)) \
	CALL("open_handle_to_write", open_handle("a/file", O_RDWR | O_TRUNC)) \
	CALL("open_handle_of_directory", open_handle("a", O_RDONLY)) \
	CALL("open_handle_as_path", open_handle("a/file", O_PATH)) \
	CALL("truncate_readable", resize_readable()) \
	CALL("truncate_fifo", truncate("a/fifo", 0)) \
	CALL("make_whiteout", mknod("a/new", S_IFCHR | 0600, 0)) \
	CALL("make_dot", mkdir("a/.", 0700)) \
	CALL("remove_dot", rmdir("a/dir/.")) \
	CALL("remove_dot_dot", rmdir("a/dir/..")) \
	CALL("link_directory", link("a/dir", "a/new")) \
	CALL("link_descriptor", name_descriptor("a/new")) \
	CALL("link_descriptor_elsewhere", name_descriptor("b/new")) \
	CALL("link_nameless", name_nameless("a/new")) \
	CALL("link_nameless_elsewhere", name_nameless("b/new")) \
	CALL("rename_at", renameat(place("a"), "file", place("b"), "new")) \
	CALL("rename_whiteout", renamed("a/file", "a/new", RENAME_WHITEOUT)) \
	CALL("rename_whiteout_elsewhere", renamed("a/file", "b/new", RENAME_WHITEOUT)) \
	CALL("rename_directory_over_file", rename("a/dir", "b/file")) \
	CALL("execute_memory", run_memory(open("a/program", O_RDONLY | O_CLOEXEC), NULL)) \
	CALL("execute_memory_script", run_memory(-1, "#! a/program\n")) \
	CALL("open_peer", open_peer()) \
	CALL("control_place", control_place()) \
	CALL("bind_unspecified", use_port(AF_INET, SOCK_STREAM, 0, AF_UNSPEC, bind)) \
	CALL("bind_unspecified_6", use_port(AF_INET6, SOCK_STREAM, 0, AF_UNSPEC, bind)) \
	CALL("connect_unspecified", use_port(AF_INET, SOCK_STREAM, 0, AF_UNSPEC, connect)) \
	CALL("connect_other_family", use_port(AF_INET6, SOCK_STREAM, 0, AF_INET, connect)) \
	CALL("bind_other_family", use_port(AF_INET6, SOCK_STREAM, 0, AF_INET, bind)) \
	CALL("connect_multipath", use_port(AF_INET, SOCK_STREAM, IPPROTO_MPTCP, AF_INET, connect)) \
	CALL("bind_udp", use_port(AF_INET, SOCK_DGRAM, 0, AF_INET, bind)) \
	CALL("connect_udp", use_port(AF_INET, SOCK_DGRAM, 0, AF_INET, connect)) \
	CALL("connect_udp_unspecified", use_port(AF_INET, SOCK_DGRAM, 0, AF_UNSPEC, connect)) \
	CALL("connect_in_thread", in_thread(connect_apart)) \
	CALL("send_udp", send_port(SOCK_DGRAM, 0)) \
	CALL("send_udp_many", send_ports()) \
	CALL("send_tcp", send_port(SOCK_STREAM, MSG_NOSIGNAL)) \
	CALL("send_tcp_fast_open", send_port(SOCK_STREAM, MSG_NOSIGNAL | MSG_FASTOPEN)) \
	CALL("connect_own_abstract", connect_own_abstract()) \
	CALL("connect_abstract", connect_abstract(getenv("CALLS_SERVER"), just, SOCK_STREAM)) \
	CALL("connect_abstract_whole", connect_abstract(getenv("CALLS_SERVER"), whole, SOCK_STREAM)) \
	CALL("connect_abstract_of_other_type", connect_abstract(getenv("CALLS_SERVER"), just, SOCK_DGRAM)) \
	CALL("connect_abstract_to_nobody", connect_abstract("", just, SOCK_STREAM)) \
	CALL("signal_thread", (int)syscall(SYS_tkill, 1, 0)) \
	CALL("signal_thread_of", (int)syscall(SYS_tgkill, 1, 1, 0)) \
	CALL("signal_descriptor", signal_descriptor(1)) \
	CALL("signal_own_descriptor", signal_descriptor(getpid())) \
	CALL("change_mode", chmod("a/file", 0600)) \
	CALL("status", access("a/file", R_OK)) \
	CALL("device_control", control_device())

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	errno = 0;
	if (strcmp(name, "serve") == 0) return serve() < 0 ? errno : 0;
#define LIST(text, call) \
	if (strcmp(name, "list") == 0) puts(text);
	CALLS(LIST)
#define MAKE(text, call) \
	if (strcmp(name, text) == 0) return (call) < 0 ? errno : 0;
	CALLS(MAKE)
	return 0;
}
