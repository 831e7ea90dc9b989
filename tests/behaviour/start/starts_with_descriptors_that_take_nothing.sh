#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A message of ours that nobody takes must not keep the program from starting, nor from ending: whatever
# standard error or the report's descriptor is, and whether or not it is set to block.
warns=$(policy execute /usr /none)
quiet='{"ruleset":[{"handledAccessFs":["make_block"]}]}'
kinds=(pipe nonblocking-pipe socket nonblocking-socket datagram gone terminal nonblocking-terminal stopped job fuse)

# stuck KIND FD COMMAND...: run, with the time in tenths of a second in $tenths.
stuck() {
	local began=${EPOCHREALTIME/[.,]/}
	run timeout 60 "$probes/probe_stuck" "$@"
	tenths=$(((${EPOCHREALTIME/[.,]/} - began) / 100000))
}
# Where this kind of descriptor cannot be had, as FUSE by an ordinary user: why.
lacks_kind() { stuck "$1" 9 true; ((status == 99)); }

for kind in "${kinds[@]}"; do
	if [[ $kind == fuse ]] && lacks fuse; then
		skip_check "a $kind" "${lacking[fuse]}"
		continue
	fi
	if lacks_kind "$kind"; then
		skip_check "a $kind" "no such descriptor can be made here ($err)"
		continue
	fi
	stuck "$kind" 2 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$warns" sh -c 'echo runs; exit 7'
	is "a warning that a $kind does not take leaves the program alone" "$status $out" '7 runs'
	check "a $kind is waited for for a moment only ($tenths tenths of a second)" test "$tenths" -lt 50
	stuck "$kind" 2 env LD_PRELOAD="$lib" LANDLOCK_POLICY='{"a":1,"b":2,"c":3,"d":4}' sh -c 'echo runs'
	is "errors that a $kind does not take still end with 125" "$status $out" '125 '
	check "several errors wait for a $kind once ($tenths tenths of a second)" test "$tenths" -lt 50
	stuck "$kind" 8 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$quiet" sh -c 'echo runs; exit 7'
	is "a $kind that is only inherited delays nothing" "$status $out $err" '7 runs '
done

# What the program would see without us, it sees with us: the terminal's other job may write, if only to us.
# The longest wait is the report's, which is somebody's to read.
for kind in pipe datagram fuse; do
	! lacks_kind "$kind" || continue
	stuck "$kind" 8 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$quiet" LANDLOCK_REPORT=fd:8 sh -c 'echo runs'
	is "a report that a $kind does not take ends the start" "$status $out $err" \
		'125  liblandlock_preload: error: LANDLOCK_REPORT cannot be written: it took no more for 10 seconds; let somebody read it'
	check "a report waits for a $kind for ten seconds ($tenths tenths)" test "$tenths" -ge 100 -a "$tenths" -lt 200
done

stuck gone 8 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$quiet" LANDLOCK_REPORT=fd:8 sh -c 'echo runs'
is 'a report to a peer that is gone ends the start' "$status $out $err" \
	'125  liblandlock_preload: error: LANDLOCK_REPORT cannot be written: Connection refused'
check "a report waits for no peer that is gone ($tenths tenths)" test "$tenths" -lt 50

# Slow is not stuck: a reader that comes late gets everything, in order.
long='{"ruleset":[{"handledAccessFs":["execute"]}],"pathBeneath":[{"allowedAccess":["execute"],"parent":["/usr"'
for ((i = 0; i < 3000; i++)); do long+=",\"/none/$i\""; done
long+=']}]}'
echo "$long" >long.json
run bash -c 'env LD_PRELOAD="$0" LANDLOCK_POLICY=long.json LANDLOCK_LOG=error LANDLOCK_REPORT=fd:3 true 3>&1 | { sleep 1; cat; }' "$lib"
check 'the report is longer than a pipe holds' test "${#out}" -gt 100000
like 'a reader that comes late gets the whole report' "$out" '{"reportVersion":*}'
is 'the late report is one line' "$(wc -l <"$work/.out")" 1

# Nothing of us stays behind: no child, none to wait for, no signal.
if ! lacks_kind terminal; then
	stuck terminal 2 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$warns" sh -c 'grep -E "^(SigPnd|ShdPnd|SigBlk|SigIgn)" /proc/self/status; cat /proc/$$/task/$$/children'
	with=$out
	stuck terminal 2 sh -c 'grep -E "^(SigPnd|ShdPnd|SigBlk|SigIgn)" /proc/self/status; cat /proc/$$/task/$$/children'
	is 'the program has no child and no signal that it would not have' "$(tr -d ' 0-9' <<<"${with##*$'\n'}")${with%$'\n'*}" \
		"$(tr -d ' 0-9' <<<"${out##*$'\n'}")${out%$'\n'*}"
fi
finish
