#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What the program inherits is looked at, and never asked whether it has something to say: files as
# /proc/self/mountinfo then take it as heard.
policy='{"ruleset":[{"handledAccessFs":["make_block"]}]}'

cat >notices.sh <<'END'
exec 9</proc/self/mountinfo
cat <&9 >/dev/null
mount -t tmpfs none "$1"
shift
exec "$@"
END
mkdir mounted
if lacks mounts; then
	skip_check 'an event that waits for the program' "${lacking[mounts]}"
else
	run "${own_mounts[@]}" bash notices.sh mounted "$probes/probe_polls" 9
	is 'a change of mounts waits for a program without us' "$out" 'pending'
	run "${own_mounts[@]}" bash notices.sh mounted env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" "$probes/probe_polls" 9
	is 'a change of mounts waits for a confined program' "$out$err" 'pending'
fi

traced() {
	strace -f -o trace -e trace=poll,ppoll,select,pselect6,epoll_wait,epoll_pwait \
		-E LD_PRELOAD="$lib" -E LANDLOCK_POLICY="$policy" "$@"
	# select() is asked about one that is closed, to find out where the table ends.
	grep -vE 'pselect6\(.*EBADF|pselect6\((65|257), \[(64|256)\], .* = 0 \(Timeout\)|^[0-9]+ +[-+]' trace
}
by_descriptors() {
	is 'no descriptor is polled' "$(traced true 5</dev/null 6<.)" ''
	is 'no descriptor behind the 64th is polled' "$(traced true 5</dev/null 70<. 64</dev/null)" ''
	is 'no descriptor behind the 256th is polled' "$(traced true 5</dev/null 256<. 300</dev/null)" ''
}
needing strace by_descriptors 'no descriptor is polled'
finish
