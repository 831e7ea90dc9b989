#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# With few descriptors, little memory or no second process a start ends confined, or nothing runs.
# tally NAME: counts how the start ended that was just made.
confined=0 refused=0
tally() {
	if [[ -e closed/ran || $out$err == *secret* || ($out && $out != "$confined_words") ]]; then
		bad+="$1: $status $out $err"$'\n'
	elif [[ $out ]]; then
		confined=$((confined + 1))
	elif [[ -e open/ran ]]; then
		bad+="$1: ran without a word: $status $err"$'\n'
	else
		refused=$((refused + 1))
	fi
	rm -f open/ran closed/ran
}
# ends NAME: what the starts since the last time came to.
ends() {
	is "$1: confined, or nothing runs" "$bad" ''
	check "$1: confined where there is enough" test $confined -gt 0
	check "$1: $refused of the starts did not get so far" test $refused -gt 0
	confined=0 refused=0 bad=''
}
bad=''
echo "$policy" >policy.json

# few LIMIT OPEN: with so many descriptors, of which those in OPEN are taken.
few() {
	(
		exec 3</dev/null 4</dev/null
		[[ $2 == *0* ]] || exec 0<&-
		[[ $2 == *3* ]] || exec 3<&-
		[[ $2 == *4* ]] || exec 4<&-
		ulimit -n "$1"
		exec "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$3" "$sentinel"
	)
}
for open in 0 '' 03 034 34 04; do
	for limit in {1..14} 30; do
		for value in "$policy" policy.json; do
			run few "$limit" "$open" "$value"
			tally "limit $limit, open ${open:-none}"
			LD_LIBRARY_PATH=/none run few "$limit" "$open" "$value"
			tally "limit $limit, open ${open:-none}, and the loader is asked"
		done
	done
	ends "few descriptors, open: ${open:-none}"
done

for ((size = 200; size < 30000 && confined < 40; size += size < 4000 ? 20 : 200)); do
	run "$probes/probe_small_memory" $size A=1 "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$policy" "$sentinel"
	tally "$size KiB"
	run "$probes/probe_small_memory" $size LD_LIBRARY_PATH=/none "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$policy" "$sentinel"
	tally "$size KiB, and the loader is asked"
done 2>/dev/null # where bash says who got a signal
ends 'little memory'

for size in 8 16 20 24 32 48 64 100 200 1000 8192; do
	run prlimit --stack=$((size * 1024)) "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$policy" "$sentinel"
	tally "a stack of $size KiB"
done 2>/dev/null
is 'a small stack: confined, or nothing runs' "$bad" ''
check 'a small stack: confined where there is enough' test $confined -gt 0
finish
