#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# With a path that is missing and one that is a file, so that calls fail on the way and lines are written.
mkdir folder
cp /usr/bin/env file
policy=$(policy make_fifo /none /usr "$work/file")
echo "$policy" >policy.json

plain() { "$@"; }
unusual() {
	(
		cd folder && umask 017 && ulimit -n 100 && trap '' PIPE USR1 && export LC_ALL=C.UTF-8 && exec nice -n 3 "$@"
	)
}
blocked() {
	/usr/bin/python3 -c 'import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPIPE, signal.SIGTERM])
os.kill(os.getpid(), signal.SIGPIPE)
os.execvp(sys.argv[1], sys.argv[1:])' "$@"
}
broken() { "$probes/probe_broken_pipe" "$@"; }

# SIGPIPE pending before the start stays pending; one that we cause does not.
for around in plain unusual blocked broken; do
	run $around env LANDLOCK_LOG=info "$probes/probe_state"
	expected=$out
	check "$around: the probe works" test "$status$(wc -l <<<"$out")" -gt 20
	for value in "$policy" "$work/policy.json"; do
		run $around env LANDLOCK_LOG=info LD_PRELOAD="$lib" LANDLOCK_POLICY="$value" "$probes/probe_state"
		is "$around: the program finds what it finds without us" "$status $out" "0 $expected"
		[[ $around == broken ]] || like "$around: it is confined" "$err" '*note: *: confined *'
	done
done
like 'the test had a signal pending' "$(blocked "$probes/probe_state")" $'*\nShdPnd:\t0000000000001000*'
like 'the test had an unusual mask' "$(unusual "$probes/probe_state")" $'*\numask: 17\nfolder: '"$work/folder"$'\n*'
finish
