#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
((EUID == 0)) || skip 'needs root, to hide /proc'

echo secret >secret
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}'
# shellcheck disable=SC2016
without_proc() { run unshare -m sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$@"; }
without_proc ls /proc
[[ $status == 0 ]] || skip "cannot make a mount namespace: $err"
is '/proc is empty' "$out" ''

without_proc env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" cat secret
is 'a program is confined without it' "$status $err" '1 cat: secret: Permission denied'
without_proc env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_LOG=info cat secret
like 'and still named' "$err" 'liblandlock_preload: note: *confined */cat (process *'
is 'no file is said to be open' "$(grep -c inherited_descriptors <<<"$err")" 0
without_proc env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_LOG=info cat secret 7<secret
like 'and one that is, is said to be' "$err" '*not covered: *inherited_descriptors*'
without_proc env LANDLOCK_POLICY="$policy" "$probes/probe_dlopen" load "$lib" open secret
is 'loaded late, too' "$status $out" '0 main: denied'
without_proc env LD_PRELOAD="$lib" cat secret
is 'a policy is still required' "$status $out" '125 '

without_proc cat secret
is 'without us the program reads the file' "$status $out" '0 secret'
finish
