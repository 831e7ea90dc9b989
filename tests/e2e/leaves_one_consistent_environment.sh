#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

policy='{"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/proc"]}]}'

# agree NAME EXPECTED ENTRY...: every view of the environment, once the library has started in it.
agree() {
	local name=$1 expected=$2 view
	shift 2
	for view in main environ getenv proc child; do
		run env -i "$@" "$probes/probe_environment" $view
		is "$name: $view" "$status $out" "0 $expected"
		is "$name: $view, in silence" "$err" ''
	done
	run env -i "$@" "$probes/probe_environment" count
	is "$name: as many entries as before" "$out" $#
	run env -i "$@" "$probes/probe_environment" auxv
	is "$name: the auxiliary vector follows" "$out" follows
}
agree 'without us' $'A=1\nLANDLOCK_POLICY={}\nZ=' A=1 LANDLOCK_POLICY={} Z=

agree 'in the middle' $'A=1\nLD_PRELOAD=\nLANDLOCK_LAYERS=1\nLANDLOCK_LOG=warning\nLANDLOCK_STRICT=1\nZ=' \
	A=1 LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_LOG=warning LANDLOCK_STRICT=1 Z=
agree 'at both ends' $'LANDLOCK_LAYERS=1\nA=LANDLOCK_POLICY=1\nLD_PRELOAD=' \
	LANDLOCK_POLICY="$policy" A=LANDLOCK_POLICY=1 LD_PRELOAD="$lib"
agree 'alone' $'LD_PRELOAD=\nLANDLOCK_LAYERS=1' LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy"
agree 'similar names' $'LANDLOCK_POLICY2=x\nLD_PRELOAD=\nXLANDLOCK_POLICY=y\nLANDLOCK_LAYERS=1\nLD_PRELOADS='"$lib" \
	LANDLOCK_POLICY2=x LD_PRELOAD="$lib" XLANDLOCK_POLICY=y LANDLOCK_POLICY="$policy" LD_PRELOADS="$lib"

# A path of one byte leaves room for the name and one digit, no more.
echo "$policy" >p
agree 'the shortest value' $'LANDLOCK_LAYERS=1\nLD_PRELOAD=' LANDLOCK_POLICY=p LD_PRELOAD="$lib"

# Both slots tell the same, whatever a parent or a stranger had written there. An empty value has no
# room for a digit: that slot stays empty.
for case in 1:2 8:9 9:9 123456789012345678901:9 nonsense:1 -1:1; do
	before=LANDLOCK_LAYERS=${case%:*} after=LANDLOCK_LAYERS=${case#*:}
	agree "$before" "$after"$'\nLD_PRELOAD=\n'"$after" "$before" LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy"
done
run env -i LANDLOCK_LAYERS= LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" "$probes/probe_environment" main
is 'LANDLOCK_LAYERS= before' "$out" $'LD_PRELOAD=\nLANDLOCK_LAYERS=1'
finish
