#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Whatever signals do to the system calls of a start: the program is confined, refused, or killed by
# the signal as it would be without us. It never runs free.
echo secret >secret
policy='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr/lib/*/*.so","/usr"],"glob":true}]}'
{ echo "$policy" && head -c 200000 /dev/zero | tr '\0' ' '; } >large.json
probe=$probes/probe_signals
open=("$probes/probe_small_stack" open secret)
environment=(LD_PRELOAD="$lib" LANDLOCK_POLICY=large.json)

# rounds NAME MODE...: 40 starts, @ in MODE being a delay that grows; counts how they end.
rounds() {
	local name=$1 round bad=''
	shift
	confined=0 killed=0
	for ((round = 1; round <= 40; round++)); do
		{ run "$probe" "${@/#@/$((round * 75))}"; } 2>/dev/null
		case "$status|$out|$err" in
		'0|main: denied|') confined=$((confined + 1)) ;;
		'142||' | '154||' | '155||') killed=$((killed + 1)) ;; # SIGALRM, SIGVTALRM, SIGPROF
		# Confined, and killed between its last word and its end.
		'142|main: denied|' | '154|main: denied|' | '155|main: denied|') killed=$((killed + 1)) ;;
		*) bad+="$round: $status $out $err"$'\n' ;;
		esac
	done
	is "$name: never free, never a crash" "$bad" ''
}
rounds 'timers that kill' timer default @ "${environment[@]}" "${open[@]}"
check 'timers that kill: some did' test $killed -gt 0
rounds 'timers that are ignored' timer ignore @ "${environment[@]}" "${open[@]}"
is 'timers that are ignored: all confined' $confined 40
rounds 'a flood of stops and other signals' flood "$(command -v env)" "${environment[@]}" "${open[@]}"
is 'a flood of stops and other signals: all confined' $confined 40

export LANDLOCK_POLICY=large.json
rounds 'a handler that interrupts' handle "$lib" secret
is 'a handler that interrupts: all confined' $confined 40
LANDLOCK_POLICY='fd:9'
slow() { for ((i = 0; i < 40; i++)); do echo && sleep 0.002; done; cat large.json; }
for ((i = 0; i < 5; i++)); do
	run "$probe" handle "$lib" secret 9< <(slow)
	is "a handler that interrupts a slow pipe, $i" "$status|$out|$err" '0|main: denied|'
done
LANDLOCK_POLICY='{"ruleset":[{"handledAccessFs":["raed_file"]}]}'
run "$probe" handle "$lib" secret
is 'a handler that interrupts a refusal' "$status|$out" '125|'
like 'whose reason is whole' "$err" 'liblandlock_preload: error: *; did you mean "read_file"?'
unset LANDLOCK_POLICY

run "$probe" flood "${open[@]}"
is 'without us the program reads the file' "$status|$out" '0|main: read'
finish
