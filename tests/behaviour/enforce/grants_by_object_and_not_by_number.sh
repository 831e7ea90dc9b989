#!/bin/bash
# needs: landlock fuse
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A filesystem may give several files one inode number; a rule on each of them is a rule on each.
mkdir twins
start() {
	policy='{"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/etc",'"$1"']}]}'
	shift
	run "${own_mounts[@]}" "$probes/probe_same_inode" "$work/twins" a first b second c third -- \
		env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" "$@"
}
start '"twins/a","twins/b"' cat twins/a twins/b
is 'two files with one number are both granted' "$status $out $err" '0 firstsecond '
start '"twins/a","twins/b"' cat twins/c
is 'a third one with the same number is denied' "$status $out $err" '1  cat: twins/c: Permission denied'
start '"twins/a"' cat twins/a
is 'one of them alone is granted' "$status $out $err" '0 first '
start '"twins/a"' cat twins/b
is 'the other one is denied when it is not named' "$status $out $err" '1  cat: twins/b: Permission denied'

# What has the number of a rule's object is that object only where the kernel's handle says so.
query() {
	echo '{"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr",'"$1"']}]}' >policy.json
	shift
	run "${own_mounts[@]}" "$probes/probe_same_inode" "$work/twins" a first b second c third -- \
		"$LANDLOCK_POLICY_TOOL" query "$work/policy.json" read_file "$@"
}
query '"twins/a"' twins/b
is 'query: another file with the number of a granted one may be denied' "$status $out $err" \
	'3  landlock-policy: error: twins/b: unknown: its filesystem may have several files with the number of the one that a rule is on'
query '"twins/a"' twins/a
is 'query: the file that is granted is allowed' "$status $out" "0 allowed: $work/policy.json:/pathBeneath/0/parent/1 (twins/a)"
query '"twins"' twins/b
is 'query: a file in a directory that is granted is allowed' "$status $out" "0 allowed: $work/policy.json:/pathBeneath/0/parent/1 (twins)"
finish
