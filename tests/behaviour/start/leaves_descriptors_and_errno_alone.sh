#!/bin/bash
# needs: landlock
# also on: musl portable glibc-2.31
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A path that cannot be opened sets errno along the way; main must not see it.
policy=$(policy execute /usr /none)
mkdir folder
echo text >file
echo "$policy" >policy.json

usual() { "$@" </dev/null; }
inherited() { "$@" </dev/null 3<file 4<>folder/new 9<folder 10</dev/null; }
closed_input() { "$@" <&-; }
closed_all() { "$@" <&- >&- 2>&-; }

# The same list of errno and descriptors with us and without us; standard output may be closed.
for descriptors in usual inherited closed_input closed_all; do
	run $descriptors env PROBE_OUTPUT="$work/without" "$probes/probe_descriptors"
	for value in "$policy" "$work/policy.json"; do
		rm -f with
		run $descriptors env PROBE_OUTPUT="$work/with" LANDLOCK_LOG=error LD_PRELOAD="$lib" \
			LANDLOCK_POLICY="$value" "$probes/probe_descriptors"
		is "$descriptors: main finds what it finds without us" "$(<with)" "$(<without)"
		is "$descriptors: the library says nothing" "$status $out $err" '0  '
	done
done
check 'the last of these had 0, 1 and 2 closed' test "$(grep -c '^[012]:' without)" = 0

inherited env PROBE_OUTPUT="$work/without" "$probes/probe_descriptors" 5<&-
inherited env PROBE_OUTPUT="$work/with" LANDLOCK_LOG=error LD_PRELOAD="$lib" LANDLOCK_POLICY=fd:5 \
	"$probes/probe_descriptors" 5<policy.json
is 'a descriptor that brings the policy is used up' "$(<with)" "$(<without)"
like 'the others are there' "$(<with)" $'errno: 0\n0: *\n3: *file\n4: *new\n9: *folder\n10: /dev/null'
finish
