#!/bin/bash
# needs: landlock
# also on: kernels:1- musl portable
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Loaded late, among threads: from ABI 8 on the kernel gives all of them the new sandbox in place of
# any that they had, which has to be asked for; before that it confines only one.
echo secret >secret
policy=$(policy read_file /usr)
among_threads() { run "$@" env LANDLOCK_POLICY="$policy" "$probes/probe_dlopen" thread secret load "$lib" ask open secret; }
replaced='liblandlock_preload: error: 1 other thread would get this sandbox in place of any they have; preload '\
'the library rather than loading it later, or set LANDLOCK_THREADS=replace'

among_threads
if (($(abi) >= 8)); then
	is 'unless it is asked for, the program does not go on' "$status $out" '125 '
	is 'the error says what the other thread would lose' "$err" "$replaced"
	among_threads env LANDLOCK_THREADS=replace
	is 'asked for, the other thread is confined as well' "$out" $'thread: denied\nmain: denied'
	is 'asked for, nothing is said' "$status $err" '0 '
else
	is 'the program does not go on' "$status $out" '125 '
	like 'this is for other threads' "$err" 'liblandlock_preload: error: other threads are already running, and this kernel (Landlock ABI '*
	is 'one line says that threads are confined' "${err//[!$'\n']/}" ''
	among_threads env LANDLOCK_THREADS=replace
	is 'asking for it makes no difference' "$status $out" '125 '
	if lacks strace; then
		skip_check 'on ABI 8 it has to be asked for' "${lacking[strace]}"
	else
		# As if the kernel had ABI 8.
		newer=(strace -f -o trace -e trace=landlock_create_ruleset -e inject=landlock_create_ruleset:retval=8:when=1)
		among_threads "${newer[@]}"
		is 'on ABI 8 it has to be asked for' "$status $out$err" "125 $replaced"
		among_threads "${newer[@]}" -E LANDLOCK_THREADS=replace
		like 'on ABI 8 it is done where it is asked for' "$status $out$err" '125 *cannot restrict this process: Invalid argument'
	fi
fi

run env LANDLOCK_POLICY="$policy" "$probes/probe_dlopen" load "$lib" thread secret ask open secret
is 'a thread started later is confined anyway' "$out" $'thread: denied\nmain: denied'

run "$probes/probe_dlopen" thread secret load "$lib" ask open secret
is 'inactive, we do not mind threads' "$out" $'thread: read\nmain: read'
finish
