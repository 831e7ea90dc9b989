#!/bin/bash
# also on: kernels:0- musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Three causes that look alike, three remedies; a seccomp filter stands in for the kernel.
echo secret >secret
policy=$(policy read_file /usr)
# refused NAME ERRNO REMEDY
refused() {
	run "$probes/probe_seccomp" "$2" env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" touch ran
	is "$1: exit status 125" "$status" 125
	check "$1: the program did not run" test ! -e ran
	is "$1: says what to do" "$err" "liblandlock_preload: error: $3"
}
refused ENOSYS 38 "this kernel has no Landlock (ENOSYS); use Linux 5.13 or newer with CONFIG_SECURITY_LANDLOCK, \
or let the landlock system calls through the container's seccomp filter"
refused EOPNOTSUPP 95 'Landlock is not enabled in this kernel (EOPNOTSUPP); add it to lsm='
refused EPERM 1 "the landlock system calls are forbidden here (EPERM); allow them in the container's or service's seccomp filter"
refused EINVAL 22 'cannot ask the kernel for its Landlock ABI: Invalid argument'
# A filter that knows some of the system calls only: landlock_add_rule is 445, landlock_restrict_self 446.
if (($(abi) > 0)); then
	refused 'ENOSYS for rules' 38:445 'LANDLOCK_POLICY:/pathBeneath/0/parent/0: cannot add a rule for "/usr": Function not implemented'
	refused 'EPERM for rules' 1:445 'LANDLOCK_POLICY:/pathBeneath/0/parent/0: cannot add a rule for "/usr": Operation not permitted'
	refused 'ENOSYS at the end' 38:446 'cannot restrict this process: Function not implemented'
	refused 'EOPNOTSUPP at the end' 95:446 'cannot restrict this process: Operation not supported'
	refused 'EPERM at the end' 1:446 "restricting this process is forbidden (EPERM); \
allow landlock_restrict_self in the container's or service's seccomp filter"
fi

run "$probes/probe_seccomp" 38 env LANDLOCK_POLICY="$policy" "$probes/probe_dlopen" load "$lib" open secret
is 'loaded late: refused as well' "$status $out" '125 '
run "$probes/probe_seccomp" 38 "$probes/probe_dlopen" load "$lib" open secret
is 'inactive: the kernel is not asked' "$status $out" '0 main: read'
run "$probes/probe_seccomp" 38 cat secret
is 'without us the filter does no harm' "$status $out" '0 secret'
finish
