#!/bin/bash
# needs: loopback
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# tests/demo, with the library that is built already. Where Landlock is missing, for which a seccomp filter
# stands in, it says in two lines what is missing and that nothing was started, and starts nothing.
advice='demo: nothing was started, so nothing ran unconfined. To see it: tests/demo --vm, on a kernel in QEMU, or another machine.'

# demo COMMAND...: the demo, run by it. The shell writes down each command that it runs, in $trace.
demo() {
	run "$@" env LANDLOCK_PRELOAD_LIBRARY="${library:-$LANDLOCK_PRELOAD_LIBRARY}" SHELLOPTS=xtrace BASH_XTRACEFD=8 \
		bash "$tests/demo" 8>trace
	trace=$(<trace)
}
# missing NAME ERRNO CAUSE
missing() {
	demo "$probes/probe_seccomp" "$2"
	is "$1: the exit status is that of a skip" "$status" 77
	is "$1: the cause and that nothing was started" "$out$err" "demo: skipped: $3."$'\n'"$advice"
	check "$1: the server was not started" test "${trace/http.server/}" == "$trace"
	check "$1: no directory was made for it" test "${trace/mktemp/}" == "$trace"
}
missing ENOSYS 38 "there is no Landlock here (ENOSYS): either this kernel (Linux $(uname -r)) is older than 5.13 or was built \
without it, or it is hidden, as by gVisor and by the seccomp filters of older containers"
missing EPERM 1 "the landlock system calls are forbidden here (EPERM): allow them in the container's or service's seccomp filter"
missing EOPNOTSUPP 95 "this kernel (Linux $(uname -r)) has Landlock, but it was not enabled at boot (EOPNOTSUPP): add landlock to lsm= \
on the kernel's command line"

demo "$probes/probe_seccomp" 22
is 'another error is no skip' "$status $out$err" '1 demo: the kernel cannot be asked for its Landlock ABI (errno 22); nothing was started'
check 'another error: the server was not started' test "${trace/http.server/}" == "$trace"

demo "$probes/probe_seccomp" kill:444
is 'a filter that kills is said in one line' "$status $out$err" \
	'1 demo: the kernel cannot be asked for its Landlock ABI (asking ended with status 159, by SIGSYS: a seccomp filter kills who asks); nothing was started'

(($(abi) > 0)) && [[ -x /usr/bin/python3 ]] && command -v curl >/dev/null || finish
no_loopback() {
	demo unshare --net
	is "$1" "$status $out$err" "77 demo: skipped: the network's loopback is down, which a web server here needs: ip link set lo up."$'\n'"${advice%% To see*}"
}
needing netns no_loopback 'no loopback, in two lines'

demo
is 'where there is Landlock the demo succeeds' "$status $err" '0 '
check 'the server is seen to be started' test "${trace/http.server/}" != "$trace"
is 'the demo shows what is denied' "$(grep -A 2 -e '^\$ ' -e '^  GET' <<<"$out" | grep '^  GET' | tr -s ' ' | paste -sd ';')" \
	' GET /index.txt 200; GET /link/passwd 200; GET /index.txt 200; GET /link/ 404; GET /link/passwd 404'
like 'the demo names the ABI' "$out" "*Landlock ABI $(abi)."*
like 'a policy with a mistake starts nothing' "$out" '*unknown fs right "raed_dir"; did you mean "read_dir"[?]*exit status 125'
demo env PYTHONHOME=/nowhere PYTHONPATH=/nowhere
is 'what is set for Python elsewhere is left out' "$status $err" '0 '

# What is preloaded does nothing; then the demo must not end as if it had confined anything.
library=$probes/probe_harmless.so
demo
is 'a library that confines nothing is found out' "$status ${err##*$'\n'}" \
	"1 demo: $library does not confine a program; no server was started"
check 'a library that confines nothing: the server was not started' test "${trace/http.server/}" == "$trace"
directory=$(sed -n 's|.* mkdir \(/tmp/landlock-demo\.[^/]*\)/site$|\1|p' trace)
check 'the directory of the demo is gone' test "$directory" -a ! -e "$directory"

: >empty.so
{ head -c 4 "$lib" && printf '\1' && tail -c +6 "$lib"; } >other.so # ELFCLASS32
for library in "$work/empty.so" "$work/other.so"; do
	demo
	is "${library##*/}: the loader ignores it, and that is found out" "$status ${err##*$'\n'}" \
		"1 demo: the loader does not load $library; no server was started"
	check "${library##*/}: the server was not started" test "${trace/http.server/}" == "$trace"
done
cp "$lib" without_a_slash.so
library=without_a_slash.so
demo
# Another test may have the port for a moment: the demo says so and takes the next.
is 'a library named without a slash is that of the working directory' "$status $(grep -v 'has taken port' <<<"$err")" '0 '

library=$work/absent.so
demo
is 'a library that is missing is found out' "$status $err" "1 demo: cannot read the library $work/absent.so"
check 'a library that is missing: the server was not started' test "${trace/http.server/}" == "$trace"

library=
demo "$probes/probe_seccomp" 1:446
like 'a filter of the last call only: the library says so' "$status $err" '1 *liblandlock_preload: error: restricting this process is forbidden (EPERM)*
demo: no program starts with */liblandlock_preload.so; no server was started'
check 'a filter of the last call only: the server was not started' test "${trace/http.server/}" == "$trace"
finish
