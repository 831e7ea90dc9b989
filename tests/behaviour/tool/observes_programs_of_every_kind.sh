#!/bin/bash
# needs: landlock 64-bit probe_static probe_seccomp
# also on: aarch64
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What is observed however a program starts children, and wherever it puts them; and where something cannot be
# observed, that is said, and never that nothing was denied.
explain() { tool explain --library "$lib" policy.json -- "$@"; }
mkdir in out
echo secret >out/file
policy read_file,write_file /usr /etc /dev /proc /lib /bin "$work/in" "$work/bin" >policy.json
named="*read_file on $work/out/file*"
unseen='*; no denial was seen, but not all could be seen*'

# By vfork(2), which posix_spawn(3) uses; in a thread; by a debugger or a tracer; in namespaces of its own.
if [[ -x /usr/bin/python3 ]]; then
	explain /usr/bin/python3 -c 'import os; os.waitpid(os.posix_spawn("/usr/bin/cat", ["cat", "out/file"], {}), 0)'
	like 'vfork: what the child is denied' "$err" "$named"
	explain /usr/bin/python3 -c 'import threading; thread = threading.Thread(target=open, args=("out/file",)); thread.start(); thread.join()'
	like 'a thread: what it is denied' "$err" "$named"
fi
needing gdb explain gdb -nx -batch -ex run --args cat out/file
lacks gdb || like 'gdb: what the program is denied that it runs' "$err" "$named"
needing strace explain strace -o in/trace cat out/file
lacks strace || like 'strace: what the program is denied that it traces' "$err" "$named"
explain unshare --user --map-root-user cat out/file
needing userns like 'a user namespace of its own' "$err" "$named"
if ! lacks chroot; then
	mkdir -p jail/etc
	cp "$probes/probe_static" jail/
	echo secret >jail/etc/file
	ln -s /etc/file jail/link
	policy read_file /usr /etc /dev /proc /lib /bin "$work/jail/probe_static" >policy.json
	explain chroot jail /probe_static /link
	needing root_mount like 'in a chroot: a link that begins at its root, by where it is for us' "$err" "*read_file on $work/jail/etc/file*"
	policy read_file,write_file /usr /etc /dev /proc /lib /bin "$work/in" "$work/bin" >policy.json
	explain unshare --pid --fork sh -c 'cat out/file; exit 2'
	needing mounts like 'in a PID namespace: the number of a task is the one that we know' "$err" "$named"
	if (($(abi) >= 6)); then
		echo '{"abi":6,"ruleset":[{"scoped":["signal"]}]}' >signal.json
		tool explain --library "$lib" signal.json -- unshare --pid --fork sh -c 'kill -0 $$; exit 0'
		needing mounts like 'there, a signal goes to no process outside, whoever has that number here' "$status $err" '0 *; nothing was denied'
	fi
	explain unshare --mount cat out/file
	needing mounts like 'a mount that is refused is said, and not that nothing was denied' "$status $err" '1 *; nothing was denied that a policy could allow*what no policy can allow:*unshare changed mounts*'
fi

# What is another process's is refused where it is reached by /proc, too, whatever is granted.
sleep 1000 &
outside=$!
trap 'kill "$outside" 2>/dev/null; rm -rf --one-file-system "$work"' EXIT
for path in root/dev/null mem; do
	if head -c 0 "/proc/$outside/$path" 2>/dev/null; then
		explain head -c 0 "/proc/$outside/$path"
		like "/proc/PID/$path of a process outside: that no rule would help" "$status $err" '1 *; nothing was denied that a policy could allow*head looked into a process outside of the sandbox (ptrace), which is refused'
	else
		skip_check "/proc/PID/$path of a process outside" 'no process may look into another here'
	fi
done
kill "$outside"

# A device on a filesystem without devices is refused before Landlock is asked.
if ! lacks mounts && unshare --mount sh -c "mount -t tmpfs -o nodev none $work/out && mknod $work/out/null c 1 3" 2>.why; then
	# shellcheck disable=SC2016 # for the shell
	run unshare --mount sh -c 'mount -t tmpfs -o nodev none out && mknod out/null c 1 3 && exec "$@"' sh \
		"$LANDLOCK_POLICY_TOOL" explain --library "$lib" policy.json -- sh -c 'exec <out/null'
	like 'a device where no devices are allowed: that no rule would help' "$status $err" '2 *; nothing was denied*'
fi

# A set-id program gains nothing, and is observed.
if ! lacks setuid; then
	install -m 4755 /bin/cat bin/set_id
	chmod 700 out
	echo secret >in/file && chmod 600 in/file
	run as_user "$LANDLOCK_POLICY_TOOL" explain --library "$lib" policy.json -- sh -c 'bin/set_id in/file'
	like 'a set-id program: it gains no privilege, and that is said' "$status $err" '1 *set_id gains no privilege in a sandbox (no_new_privs)*'
	chmod 755 out
fi

# The listener, and what reads the memory of others, may be forbidden, as by a container.
case $(uname -m) in
x86_64) seccomp=317 readv=310 ;;
aarch64) seccomp=277 readv=270 ;;
esac
run "$probes/probe_seccomp" "1:$seccomp" "$LANDLOCK_POLICY_TOOL" explain --library "$lib" policy.json -- touch in/started
is 'no listener is to be had: that is said' "$status $err" '125 landlock-policy: error: the kernel lets no program be observed here (Operation not permitted), as in a container whose filter forbids it; strace(1), or as root the audit log, show denials as well'
run "$probes/probe_seccomp" "1:$seccomp" "$LANDLOCK_POLICY_TOOL" learn --library "$lib" -o learned.json -- touch in/started
is 'learn: likewise' "$status" 125
check 'nothing is started, nor written' test ! -e learned.json -a ! -e in/started
run "$probes/probe_seccomp" "1:$readv" "$LANDLOCK_POLICY_TOOL" explain --library "$lib" policy.json -- cat out/file
like 'process_vm_readv is forbidden: there is another way' "$err" "*after 1 denial*$named"
needing strace run strace -f -qq -o .calls -e trace=seccomp -e inject=seccomp:error=EINVAL:when=1 \
	"$LANDLOCK_POLICY_TOOL" explain --library "$lib" policy.json -- cat out/file
lacks strace || like 'Linux before 5.19 knows one of the flags not: there is another way' "$(grep -c WAIT_KILLABLE .calls) $err" "1 *after 1 denial*$named"
tool learn --library "$lib" -- "$LANDLOCK_POLICY_TOOL" learn --library "$lib" -o learned.json -- touch in/started
like 'under another observer: nothing is started' "$status $err" '125 *it runs under another observer, and a program can have one only (EBUSY)*'
check 'nor written' test ! -e learned.json -a ! -e in/started

# A process that lets nobody look into it.
if lacks root; then
	skip_check 'undumpable' "${lacking[root]}"
elif lacks /usr/bin/python3; then
	skip_check 'undumpable' "${lacking[/usr/bin/python3]}"
else
	undumpable='import ctypes; ctypes.CDLL(None).prctl(4, 0, 0, 0, 0); print(open("out/file").read())'
	run as_user "$LANDLOCK_POLICY_TOOL" explain --library "$lib" policy.json -- /usr/bin/python3 -c "$undumpable"
	like 'PR_SET_DUMPABLE: it is named' "$status $err" "1 $unseen*lets nobody look into it*"
	run as_user "$LANDLOCK_POLICY_TOOL" learn --library "$lib" -- /usr/bin/python3 -c "$undumpable"
	like 'learn: it is named' "$err" '*warning: *lets nobody look into it*; what it needs is not in the policy*'
fi

# A program of another architecture of the same kernel.
cat >i386.c <<'SOURCE'
static int call(int number, long a, long b, long c) {
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
    return result;
}
void _start(void) { call(1, call(5, (long)"out/file", 0, 0) < 0, 0, 0); }
SOURCE
if gcc -m32 -static -nostdlib -ffreestanding -fno-pie -no-pie -fno-stack-protector -o bin/i386 i386.c 2>/dev/null && bin/i386; then
	explain sh -c 'bin/i386; exit'
	like 'a 32-bit child is denied, unseen, and named' "$status $err" "1 $unseen*/i386 makes system calls of another architecture, which are not seen here*"
	tool learn --library "$lib" -- sh -c 'bin/i386; exit'
	like 'learn: it is named' "$status $err" '0 *warning: */i386 makes system calls of another architecture*; what it needs is not in the policy*'
else
	skip_check 'a 32-bit child' 'no program of 32 bits can be built and started here'
fi
# The same calls, made by a program of 64 bits: by its file nobody knows that it makes them.
if [[ $(uname -m) == x86_64 ]] && gcc -static -nostdlib -ffreestanding -fno-pie -no-pie -fno-stack-protector -o bin/mixed i386.c 2>/dev/null && bin/mixed; then
	explain sh -c 'bin/mixed; exit'
	like '32-bit calls of a 64-bit child are denied, unseen, and named' "$status $err" "1 $unseen*/mixed makes system calls of another architecture, which are not seen here*"
	explain bin/mixed
	like 'of the first program as well' "$status $err" "1 $unseen*/mixed makes system calls of another architecture, which are not seen here*"
	tool learn --library "$lib" -- bin/mixed
	like 'learn: they are named' "$status $err" '0 *warning: *mixed makes system calls of another architecture, which are not seen here; what it needs is not in the policy*'
else
	skip_check '32-bit calls of a 64-bit child' 'no 32-bit calls can be made here'
fi

# An observer that is killed takes the program with it, and the shell is told.
mkfifo in/forever
"$LANDLOCK_POLICY_TOOL" explain --library "$lib" policy.json -- sh -c 'echo $PPID $$ >in/pids; read -r line <in/forever' 2>.killed &
front=$!
until [[ -s in/pids ]]; do sleep 0.05; done
read -r observer program <in/pids
kill -KILL "$observer"
status=0
wait "$front" || status=$?
like 'the observer is killed: that is said, and what follows' "$status $(cat .killed)" '125 *landlock-policy: error: the observer was ended by signal 9, and the program is ended as well: what was observed fails without an observer (ENOSYS), and so do the programs that it has started'
for _ in {1..100}; do
	kill -0 "$program" 2>/dev/null || break
	sleep 0.05
done
check 'the program is ended' test ! -e "/proc/$program/fd/0"
finish
