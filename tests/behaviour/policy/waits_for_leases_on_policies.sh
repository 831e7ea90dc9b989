#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Whoever holds a write lease on a file, as a file server does, is asked for it by the first open, and
# gives it back after a moment.
echo secret >secret
policy read_file /usr >policy.json
run "$probes/probe_lease" policy.json 300 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/policy.json" cat secret
[[ $status != 99 ]] || skip "no lease can be had here ($err)"
like 'a lease that is given back delays the start' "$status $err" '1 *cat: secret: Permission denied'
run "$probes/probe_lease" policy.json 20000 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/policy.json" cat secret
is 'a lease that is kept ends the start' "$status $out" '125 '
is 'the error says who keeps the policy' "$err" \
	"liblandlock_preload: error: $work/policy.json: cannot open: Resource temporarily unavailable; another process holds a lease on it (F_SETLEASE)"
finish
