#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# Loaded late, among threads: from ABI 8 on the kernel confines all of them, before that only one.
echo secret >secret
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}'
run env LANDLOCK_POLICY="$policy" "$probes/probe_dlopen" thread secret load "$lib" ask open secret
if (($(abi) >= 8)); then
	is 'the other thread is confined as well' "$out" $'thread: denied\nmain: denied'
	is 'in silence' "$status $err" '0 '
else
	is 'the program does not go on' "$status $out" '125 '
	like 'for other threads' "$err" 'liblandlock_preload: error: other threads are already running, and this kernel (Landlock ABI '*
	is 'in one line' "${err//[!$'\n']/}" ''
fi

run env LANDLOCK_POLICY="$policy" "$probes/probe_dlopen" load "$lib" thread secret ask open secret
is 'a thread started later is confined anyway' "$out" $'thread: denied\nmain: denied'

run "$probes/probe_dlopen" thread secret load "$lib" ask open secret
is 'inactive, we do not mind threads' "$out" $'thread: read\nmain: read'
finish
