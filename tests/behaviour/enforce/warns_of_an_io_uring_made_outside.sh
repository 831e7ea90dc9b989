#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# An io_uring acts with the credentials that were registered with it: one that was made before the
# sandbox opens files as if there were none. Landlock cannot change that, so it is said.
echo secret >secret
probe=$probes/probe_ring
policy=$(policy read_file /usr /lib /lib64 /etc)
ring() { echo "LANDLOCK_POLICY: descriptor $1 is an io_uring, which opens files for whoever made it, outside of the sandbox; close it before"; }
gaps() { grep -o '"inherited_descriptors"' report; }

run "$probe" late "$probes/../secret" secret
if [[ $status == 77 ]]; then skip "no io_uring here ($err)"; fi
# inherits FD ENVIRONMENT...
inherits() {
	local fd=$1
	shift
	rm -f report
	run "$probe" inherit "$fd" env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_REPORT="$work/report" "$@" "$probe" use "$fd" secret
}
for fd in 3 64 300; do
	inherits $fd
	is "descriptor $fd: a warning, and the ring opens what is denied" "$status $out $err" \
		"0 open: Permission denied"$'\n'"ring: Success liblandlock_preload: warning: $(ring $fd)"
	is "descriptor $fd: the report has the gap" "$(gaps)" '"inherited_descriptors"'
	like "descriptor $fd: the report has the event" "$(<report)" '*"level":"warning","code":4,*'
	inherits $fd LANDLOCK_STRICT=1
	is "descriptor $fd: an error when strict" "$status $out $err" "125  liblandlock_preload: error: $(ring $fd)"
done
run "$probe" inherit 0 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_STRICT=1 true
is "standard input: an error when strict" "$status $err" "125 liblandlock_preload: error: $(ring 0)"

run "$probe" event 7 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_STRICT=1 LANDLOCK_REPORT="$work/report" true
is 'another object of the kernel: nothing is said' "$status $err" '0 '
is 'another object of the kernel: the report has the gap' "$(gaps)" '"inherited_descriptors"'

# Where /proc is not there to name it, the object itself is asked.
if lacks mounts; then
	skip_check 'without /proc' "${lacking[mounts]}"
else
	without_proc() {
		run "$probe" "$1" 7 "${own_mounts[@]}" sh -c 'mount -t tmpfs none /proc && exec "$@"' - \
			env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_STRICT=1 true
	}
	without_proc inherit
	is 'without /proc: an error when strict' "$status $err" "125 liblandlock_preload: error: $(ring 7)"
	without_proc event
	is 'without /proc, another object of the kernel: nothing is said' "$status $err" '0 '
fi

run env LANDLOCK_POLICY="$policy" "$probe" late "$lib" secret
is 'loaded late: a warning, and the ring opens what is denied' "$status $out $err" \
	"0 open: Permission denied"$'\n'"ring: Success liblandlock_preload: warning: $(ring 3)"
run env LANDLOCK_STRICT=1 LANDLOCK_POLICY="$policy" "$probe" late "$lib" secret
is 'loaded late: an error when strict' "$status $out $err" "125  liblandlock_preload: error: $(ring 3)"
finish
