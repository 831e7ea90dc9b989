#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# Odd surroundings: each start is confined, or refused, and ends.
# in_surroundings NAME: launched "$policy" "$sentinel" by `inside`.
in_surroundings() {
	in_these_surroundings "$1"
	# The loader is asked then, in a process of its own.
	LD_LIBRARY_PATH=/none in_these_surroundings "$1, and the loader is asked"
}
in_these_surroundings() {
	is_free "$1" "$sentinel"
	rm -f report
	launched --report "$work/report" "$policy" "$sentinel"
	is_confined "$1"
	is "$1: both sandboxes stand" "$(walls report)" 'launcher preload'
}
# shellcheck disable=SC2016
inside=(sh -c 'trap "" PIPE HUP INT TERM; exec "$@"' sh)
in_surroundings 'signals are ignored'
inside=(sh -c '(exit 3) & sleep 0.1; exec "$@"' sh)
in_surroundings 'a child of an earlier program has ended'
inside=(sh -c 'mkdir gone && cd gone && rmdir ../gone && exec "$@"' sh)
launched "$policy" "$sentinel"
is 'a working directory that is gone: it runs, confined' "$status $out" '0 open: - -, closed: - -'
inside=("$probes/probe_signals" flood)
in_surroundings 'among signals'
inside=()
for delay in 0 100 1000; do
	for variable in A=1 LD_LIBRARY_PATH=/none; do
		run "$probes/probe_signals" timer ignore $delay $variable "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$policy" "$sentinel"
		is_confined "among timers of $delay µs, $variable"
	done
done

# entries NAME ENTRY...: an environment with exactly these, which names may be in twice.
entries() {
	local name=$1
	shift
	rm -f report
	printf '%s\0' "$@" >entries
	inside=("$probes/probe_exec_env" entries)
	launched --report "$work/report" "$policy" "$sentinel"
	inside=()
	if [[ $status == 125 ]]; then is_refused "$name"; else
		is_confined "$name"
		is "$name: both sandboxes stand" "$(walls report)" 'launcher preload'
	fi
}
entries 'LD_PRELOAD twice' LD_PRELOAD= A=1 LD_PRELOAD= B=2
entries 'LD_PRELOAD twice, with other libraries' LD_PRELOAD="$probes/probe_harmless.so" A=1 LD_PRELOAD=libc.so.6
entries 'LANDLOCK_POLICY twice' 'LANDLOCK_POLICY={}' A=1 LANDLOCK_POLICY=/none
entries 'entries that are no variables' '=' A nonsense '' LD_PRELOAD LANDLOCK_POLICY
entries 'LANDLOCK_REPORT twice' LANDLOCK_REPORT="$work/a" LANDLOCK_REPORT="$work/b"
entries 'LANDLOCK_LAYERS of a stranger' LANDLOCK_LAYERS=7 LANDLOCK_STRICT=0 LANDLOCK_LOG=error
entries 'nothing at all' A=1

# A policy as long as one argument can be, which as a variable would be too long; as many arguments as there can be.
long=$(printf '%s%*s' "$policy" $((131071 - ${#policy})) '')
launched "$long" "$sentinel"
is_confined_or_refused 'a policy as long as one argument can be'
# Names of programs.
cp "$sentinel" $'new\nline'
launched "$policy" $'./new\nline'
is_confined 'a name with a line break'
cp "$sentinel" -- -dash
launched "$policy" -- ./-dash
is_confined 'a name that looks like an option'
PATH=$work:$PATH launched "$policy" -- -dash
is_confined 'a name that looks like an option, after --'
mkdir links
ln -s "$sentinel" links/link
ln -s "$probes/probe_static" links/static
launched "$policy" links/link
is_confined 'a link to a program'
launched "$policy" links/static closed/file
is 'a link to a static program: confined' "$status $out" '0 main: denied'
launched "$policy" /dev/fd/5 5<"$sentinel"
is_confined_or_refused 'a program that is a descriptor'
launched "$policy" /proc/self/exe
check 'the launcher as the program: it says its usage, or is refused' test "$status" != 0
never 'the launcher as the program'
# A library or program that is a FIFO is no reason to wait.
mkfifo fifo.so
chmod 755 fifo.so
inside=(timeout -s KILL 60)
lib=$work/fifo.so launched "$policy" "$sentinel"
check 'a FIFO as the library: the start ends' test "$status" != 137
never 'a FIFO as the library'
launched "$policy" ./fifo.so
is_refused 'a FIFO as the program' 126
finish
