#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# systemd's SystemCallFilter= kills by default. No line of ours then, but no program either.
echo secret >secret
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}'
killed() { (exec "$probes/probe_seccomp" kill env "$@"); }

run killed LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" touch ran
is 'the process dies of SIGSYS' "$status" 159
check 'the program did not run' test ! -e ran
run killed cat secret
is 'without us the filter does no harm' "$status $out" '0 secret'
finish
