#!/bin/bash
# needs: landlock strace
# also on: kernels:1- musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Whoever is confined cannot gain privilege by executing a program, in any of its threads. From ABI 11 on
# the call that confines sets no_new_privs too (flag 16), so that it is set only where that worked; before,
# prctl sets it.
abi=$(abi)
policy='{"ruleset":[{"handledAccessFs":["make_block"]}]}'
confined "$policy" "$probes/probe_dlopen" privileges
is 'no_new_privs is set' "$status $out $err" '0 no_new_privs: 1 '
run "$probes/probe_dlopen" privileges
[[ $(</proc/self/status) == *NoNewPrivs:?1* ]] || is 'without us it is not' "$out" 'no_new_privs: 0'

if ((abi >= 8)); then
	run env LANDLOCK_THREADS=replace LANDLOCK_POLICY="$policy" "$probes/probe_dlopen" thread /dev/null load "$lib" privileges
	is 'loaded late: in a thread that was running, too' "$out" 'no_new_privs: 1 1'
fi

run strace -o trace -X raw -e trace=prctl,landlock_restrict_self -E LD_PRELOAD="$lib" -E LANDLOCK_POLICY="$policy" true
flags=$(sed -n 's/.*restrict_self(.*, \(0x[0-9a-f]*\|0\)) *= 0/\1/p' trace)
calls=$(sed -n 's/^prctl(0x26,.*/prctl/p; s/^landlock_restrict_self(.*/restrict_self/p' trace | paste -sd ' ')
if ((abi >= 11)); then
	is 'no_new_privs is set by the flag of the kernel alone' "$((flags & 16)) $calls" '16 restrict_self'
else
	is 'no_new_privs is set by prctl before the sandbox' "$((flags & 16)) $calls" '0 prctl restrict_self'
fi
finish
