#!/bin/bash
# also on: kernels:0- musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# systemd's SystemCallFilter= kills by default. No line of ours then, but no program either, whichever
# of the three system calls the filter knows.
echo secret >secret
policy=$(policy read_file /usr)
# killed CALL COMMAND...: CALL is the system call of that number, or nothing for all of Landlock's.
killed() { (exec "$probes/probe_seccomp" "kill$1" env "${@:2}"); }

calls=('' :444)
(($(abi) == 0)) || calls+=(:445 :446) # a kernel without Landlock is asked once
for call in "${calls[@]}"; do
	run killed "$call" LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" touch ran
	is "kill$call: the process dies of SIGSYS" "$status $out" '159 '
	check "kill$call: the program did not run" test ! -e ran
	run killed "$call" cat secret
	is "kill$call: without us the filter does no harm" "$status $out" '0 secret'
done
finish
