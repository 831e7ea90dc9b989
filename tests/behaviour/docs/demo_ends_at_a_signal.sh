#!/bin/bash
# needs: loopback landlock curl ps python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A signal ends tests/demo at whatever moment it comes: with its status, within seconds, and with its server and
# its directory. The demo is a session of its own, by which all that it started is found, and it gets the signal
# alone, as from a supervisor, or with all that it started, as from a terminal.
export LANDLOCK_PRELOAD_LIBRARY
mkdir tmp
sed "s|/tmp/landlock-demo|$work/tmp/landlock-demo|" "$tests/demo" >demo
check 'the demo makes its directory where it is looked for' grep -q "mktemp -d $work/tmp/landlock-demo" demo

left() { ps -o stat=,args= -s "$1" | grep -v ^Z; } # what nobody has waited for does not run
# signal SIGNAL TARGET MILLISECONDS: adds to $wrong what was not as it should be, and counts those that came in time.
signal() {
	local pid status=0 i
	# Bash cannot trap what was ignored when it began, as SIGINT is in the background of a script.
	rm -f ready
	setsid env --default-signal=INT,HUP,TERM bash -c ': >ready; exec bash demo' >said 2>&1 &
	pid=$!
	until [[ -e ready ]]; do sleep 0.01; done
	sleep "$(printf '0.%03d' "$3")"
	kill -"$1" -- "${2/PID/"$pid"}" 2>/dev/null
	for ((i = 0; i < 50; i++)); do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.1
	done
	if ((i == 50)); then
		wrong+="$1 after $3 ms: still running: $(left "$pid" | paste -sd ';')"$'\n'
		for child in $(ps -o pid= -s "$pid"); do kill -KILL "$child"; done
	fi
	wait "$pid" 2>/dev/null || status=$?
	((status == 0)) || signalled=$((signalled + 1))
	((status == 0 || status == 128 + $(kill -l "$1"))) || wrong+="$1 after $3 ms: status $status: $(<said)"$'\n'
	for ((i = 0; i < 20; i++)); do [[ $(left "$pid") ]] || break; sleep 0.1; done # a child may be about to end
	((i < 20)) || wrong+="$1 after $3 ms: left running: $(left "$pid")"$'\n'
	# Before the traps are there, there is no directory; a plain death by SIGTERM cannot leave one.
	[[ ! $(ls tmp) ]] || wrong+="$1 after $3 ms: left in /tmp: $(ls tmp)"$'\n'
	rm -rf "$work"/tmp/*
}
# The moments are spread over as long as it takes.
began=$(date +%s%N)
run bash demo
is 'undisturbed, it succeeds' "$status $err" '0 '
took=$((($(date +%s%N) - began) / 1000000))
((took < 900)) || took=900
for name in TERM INT HUP; do
	for target in PID -PID; do
		whom='the demo'
		[[ $target == PID ]] || whom+=' and its children'
		wrong='' signalled=0
		for ((moment = 0; moment < 8; moment++)); do signal $name $target $((took * moment / 8 + 10)); done
		is "SIG$name to $whom: it ends with all that is its own" "$wrong" ''
		check "SIG$name to $whom: came in time" test "$signalled" -gt 0
	done
done
# The child that makes the directory may get it before it ignores it.
for name in TERM INT HUP; do
	sed "s|^work=.(|&kill -$name -- -\$\$; |" demo >demo_$name
	run setsid --wait env --default-signal=INT,HUP,TERM bash demo_$name
	is "SIG$name while the directory is made" "$status $err $(ls tmp)" "$((128 + $(kill -l $name)))  "
done
finish
