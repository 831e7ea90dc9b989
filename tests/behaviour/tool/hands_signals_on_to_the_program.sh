#!/bin/bash
# needs: landlock 64-bit probe_receives
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What somebody sends to the process that he started is the program's, whatever the signal would do to that process; and
# what stops, continues or ends that process does so to the program.
policy make_char /usr >policy.json

# await COMMAND...: until it succeeds, for 60 s at most. eventually NAME COMMAND...: a check that it does.
await() {
	local tries
	for ((tries = 0; tries < 1200; tries++)); do
		! "$@" 2>/dev/null || return 0
		sleep 0.05
	done
	return 1
}
eventually() { check "$1" await "${@:2}"; }
program='' front=''
trap 'kill -KILL $program $front 2>/dev/null; rm -rf --one-file-system "$work"' EXIT
# shellcheck disable=SC2053
is_in_state() { [[ $(sed 's/.*) \(.\).*/\1/' "/proc/$1/stat" 2>/dev/null) == $2 ]]; }
has_lines() { (($(wc -l <got) >= $1)); }
by() {
	: >got
	"$LANDLOCK_POLICY_TOOL" "$@" -- "$probes/probe_receives" await >got 2>said &
	front=$!
	await has_lines 1
	read -r _ program <got
}
# end: of what cannot be ended but by SIGKILL.
end() {
	kill -KILL "$program"
	status=0
	wait "$front" || status=$?
}
every=() # but SIGKILL and SIGSTOP, which nobody can catch
for number in {1..64}; do ((number == 9 || number == 19)) || every+=("$number"); done

for verb in 'explain policy.json' 'learn --output learned.json'; do
	read -r -a words <<<"$verb"
	by "${words[0]}" --library "$lib" "${words[@]:1}"
	lines=1
	for number in "${every[@]}"; do
		"$probes/probe_receives" send "$front" "$number"
		await has_lines $((++lines)) || break
	done
	is "${words[0]}: every signal that can be caught is handed on" "$(tail -n +2 got | sed 's/ .*//' | tr '\n' ' ')" "${every[*]} "
	"$probes/probe_receives" send "$front" 40 1234
	eventually "${words[0]}: a signal's value is handed on" grep -q '^40 1234$' got
	end
	is "${words[0]}: the program's status is that of the whole" "$status" 137
done

# In a group of its own, which is no orphan, as the terminal's stop signals do nothing to these.
for signal in TSTP STOP; do
	"$probes/probe_receives" alone "$LANDLOCK_POLICY_TOOL" explain --library "$lib" policy.json -- sh -c 'echo $$ >pid; exec sleep 600' 2>said &
	front=$!
	await test -s pid
	program=$(<pid)
	rm pid
	# SIGSTOP does not let itself be handed on: here it is the program that gets it.
	kill -"$signal" "$([[ $signal == STOP ]] && echo "$program" || echo "$front")"
	eventually "$signal: the program stops" is_in_state "$program" T
	eventually "$signal: so does what was started" is_in_state "$front" T
	kill -CONT "$front"
	eventually "$signal: SIGCONT continues the program" is_in_state "$program" '[!T]'
	eventually "$signal: and what was started" is_in_state "$front" '[!T]'
	kill -KILL "$front"
	eventually "$signal: SIGKILL ends the program as well" test ! -e "/proc/$program/fd/0"
	wait "$front" 2>/dev/null
	eventually "$signal: and what was seen is said" grep -q 'ended by signal 9' said
done

# A terminal that is closed: the kernel says so to the one process that leads its session.
if [[ ! -x /usr/bin/python3 ]]; then
	skip_check 'SIGHUP of a terminal, and at the end of its session' 'python3 is not installed'
elif lacks terminal; then
	skip_check 'SIGHUP of a terminal, and at the end of its session' "${lacking[terminal]}"
else
	: >got
	/usr/bin/python3 - "$LANDLOCK_POLICY_TOOL" explain --library "$lib" policy.json -- "$probes/probe_receives" await <<'END'
import os, pty, sys, time
process, terminal = pty.fork()
if process == 0:
    got = os.open("got", os.O_WRONLY | os.O_APPEND)
    os.dup2(got, 1), os.dup2(got, 2)
    os.execv(sys.argv[1], sys.argv[1:])
while not os.path.getsize("got"):
    time.sleep(0.05)
os.close(terminal)
END
	eventually 'SIGHUP of a terminal: the program gets it' grep -q '^1 ' got
	read -r _ program <got
	kill -KILL "$program"
	# What led the session ends, and the kernel hangs up the others: those who observe what is left stay.
	: >needed
	/usr/bin/python3 - "$LANDLOCK_POLICY_TOOL" learn --library "$lib" --output left.json --keep facts -- sh -c 'trap "" HUP
		{ until test -e go; do sleep 0.1; done; cat needed; } >/dev/null 2>&1 & exit 0' <<'END'
import os, pty, sys
process, terminal = pty.fork()
if process == 0:
    os.execv(sys.argv[1], sys.argv[1:])
os.waitpid(process, 0)
open("go", "x")
END
	eventually 'SIGHUP at the end of a session: what is left running is still observed' grep -q "^path.$work/needed" facts
fi
finish
