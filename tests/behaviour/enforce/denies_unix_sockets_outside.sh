#!/bin/bash
# needs: landlock
# also on: kernels:1- musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A server with a path that is outside of the sandbox does not answer, from ABI 9 on, unless the policy
# grants it. Before, it does, and we say so.
abi=$(abi)
mkdir services
mkfifo hold
"$probes/probe_socket" serve unix services/bus <hold >ready &
exec 9>hold
until [[ -s ready ]]; do sleep 0.1; done

# attempt EXPECTED GRANTED NAME: also handled is a right that every kernel knows.
attempt() {
	local rule='"pathBeneath":[{"allowedAccess":["resolve_unix"],"parent":["'$2'"]}]'
	confined '{"ruleset":[{"handledAccessFs":["make_block","resolve_unix"]}]'"${2:+,$rule}"'}' "$probes/probe_socket" connect unix "$3"
	if ((abi >= 9)); then
		is "$3 with ${2:-nothing} granted" "$out $err" "$1 "
	else
		is "$3 with ${2:-nothing} granted, before ABI 9" "$out" "${1/Permission denied/done}"
		like 'UNIX sockets without ABI 9 are warned of' "$err" '*: warning: *lacks it: resolve_unix; *'
	fi
}
attempt 'Permission denied' '' services/bus
attempt 'done' services/bus services/bus
attempt 'done' services services/bus
attempt 'Permission denied' bin services/bus
attempt 'Connection refused' '' @nobody

policy='{"ruleset":[{"handledAccessFs":["make_block","resolve_unix"]}]}'
run env LD_PRELOAD="$lib" LANDLOCK_STRICT=1 LANDLOCK_POLICY="$policy" "$probes/probe_socket" connect unix services/bus
if ((abi >= 9)); then
	is 'strictly: denied' "$status $out" '1 Permission denied'
else
	like 'strictly: nothing runs' "$status $out $err" '125  *: error: *lacks it: resolve_unix; *'
fi
run "$probes/probe_socket" connect unix services/bus
is 'without us it answers' "$out" 'done'
finish
