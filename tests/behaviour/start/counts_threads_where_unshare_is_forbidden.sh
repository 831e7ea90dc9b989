#!/bin/bash
# needs: landlock strace
# also on: kernels:1-7
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# unshare(CLONE_THREAD) tells whether there are more threads; containers may forbid it. /proc tells too.
(($(abi) < 8)) || skip 'this kernel confines all threads by itself'

echo secret >secret
policy=$(policy read_file /usr)
run strace -f -o trace -E LANDLOCK_POLICY="$policy" -e trace=unshare,openat -e inject=unshare:error=EPERM \
	"$probes/probe_dlopen" load "$lib" open secret
is 'one thread: confined' "$status $out" '0 main: denied'
like 'one thread is counted by a look into /proc' "$(<trace)" '*"/proc/self/task"*'
nth=$(grep openat trace | grep -n /proc/self/task | cut -d: -f1)

run strace -f -o trace -E LANDLOCK_POLICY="$policy" -e trace=unshare -e inject=unshare:error=EPERM \
	"$probes/probe_dlopen" thread secret load "$lib" open secret
is 'two: refused' "$status $out" '125 '
like 'two threads: the error says that there are two' "$err" 'liblandlock_preload: error: other threads are already running*'

run strace -f -o trace -E LANDLOCK_POLICY="$policy" -e trace=unshare,openat -e inject=unshare:error=EPERM \
	-e inject=openat:error=EACCES:when="$nth" "$probes/probe_dlopen" load "$lib" open secret
is 'neither tells: refused' "$status $out" '125 '
like 'neither tells: the error says what to do' "$err" '*cannot determine whether other threads are running; allow unshare or mount /proc'

run strace -f -o trace -e trace=unshare -e inject=unshare:error=EPERM "$probes/probe_dlopen" open secret
is 'without us the program reads the file' "$status $out" '0 main: read'
finish
