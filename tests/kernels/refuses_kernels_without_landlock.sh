#!/bin/bash
# on: kernels:0-0
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# A kernel that has no Landlock, or has it switched off, starts nothing under a policy, however modest
# that is. Each of the two has its remedy.
case $("$probes/probe_kernel" | sed -n 's/^error //p') in
ENOSYS) why="this kernel has no Landlock (ENOSYS); use Linux 5.13 or newer with CONFIG_SECURITY_LANDLOCK, \
or let the landlock system calls through the container's seccomp filter" ;;
EOPNOTSUPP) why='Landlock is not enabled in this kernel (EOPNOTSUPP); add it to lsm=' ;;
*) why='' ;;
esac
check 'the kernel has no Landlock' test "$why"
read='"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]'
for policy in "{$read}" '{"preloadVersion":1,"compatibility":"best_effort",'"$read}" '{"preloadVersion":1,"minAbi":1,'"$read}" \
	'{"preloadVersion":1,"compatibility":"hard_requirement",'"$read}"; do
	for setting in A= LANDLOCK_STRICT=1 LANDLOCK_LOG=error LANDLOCK_LOG=info; do
		run env "$setting" LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" touch ran
		is "${policy%%\"ruleset*} $setting" "$status $out $err" "125  liblandlock_preload: error: $why"
	done
done
check 'no program ran without Landlock' test ! -e ran
run "$LANDLOCK_POLICY_TOOL" kernel
is 'landlock-policy kernel says the same' "$status $out $err" "1  landlock-policy: error: $why"
run "$probes/probe_dlopen" load "$lib" open /etc/hosts
is 'inactive, the library does not mind' "$status $out" '0 main: read'
run env LD_PRELOAD="$lib" touch ran
is 'without a policy nothing runs either' "$status" 125
run touch ran
is 'without us the program runs' "$status" 0
finish
