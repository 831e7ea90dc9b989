#!/bin/bash
# needs: landlock fuse
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

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
finish
