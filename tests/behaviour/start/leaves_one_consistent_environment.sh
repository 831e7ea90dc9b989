#!/bin/bash
# needs: landlock
# also on: musl portable glibc-2.31
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

policy=$(policy read_file /usr /proc)

# agree NAME EXPECTED ENTRY...: every view of the environment, once the library has started in it.
agree() {
	local name=$1 expected=$2 view
	shift 2
	for view in main environ getenv proc child block; do
		run env -i "$@" "$probes/probe_environment" $view
		is "$name: $view" "$status $out" "0 $expected"
		is "$name: $view: nothing is said" "$err" ''
	done
	run env -i "$@" "$probes/probe_environment" title
	is "$name: the variables join the arguments and each other" "$out" '0 apart'
	run env -i "$@" "$probes/probe_environment" count
	is "$name: as many entries as before" "$out" $#
	run env -i "$@" "$probes/probe_environment" auxv
	is "$name: the auxiliary vector follows" "$out" follows
}
agree 'without us' $'A=1\nLANDLOCK_POLICY={}\nZ=' A=1 LANDLOCK_POLICY={} Z=

# What is left over of LD_PRELOAD names the number of layers, too, so that no entry is lost.
agree 'in the middle' $'A=1\nLANDLOCK_LAYERS=1\nLANDLOCK_LAYERS=1\nLANDLOCK_LOG=warning\nLANDLOCK_STRICT=1\nZ=' \
	A=1 LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_LOG=warning LANDLOCK_STRICT=1 Z=
agree 'at both ends' $'LANDLOCK_LAYERS=1\nA=LANDLOCK_POLICY=1\nLANDLOCK_LAYERS=1' \
	LANDLOCK_POLICY="$policy" A=LANDLOCK_POLICY=1 LD_PRELOAD="$lib"
agree 'alone' $'LANDLOCK_LAYERS=1\nLANDLOCK_LAYERS=1' LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy"
agree 'with others behind' $'LANDLOCK_LAYERS=1\nB=2\nLANDLOCK_LAYERS=1\nLANDLOCK_REPORT=\nC='"${policy//$'\n'/}"$'\nD=4' \
	LD_PRELOAD="$lib" B=2 LANDLOCK_POLICY="$policy" LANDLOCK_REPORT="$work/report" C="${policy//$'\n'/}" D=4
agree 'similar names' $'LANDLOCK_POLICY2=x\nLANDLOCK_LAYERS=1\nXLANDLOCK_POLICY=y\nLANDLOCK_LAYERS=1\nLD_PRELOADS='"$lib"$'\nLANDLOCK_LOG=error' \
	LANDLOCK_POLICY2=x LD_PRELOAD="$lib" XLANDLOCK_POLICY=y LANDLOCK_POLICY="$policy" LD_PRELOADS="$lib" LANDLOCK_LOG=error
agree 'with another preload' $'A=1\nLD_PRELOAD=libc.so.6\nLANDLOCK_LAYERS=1\nB=2' \
	A=1 LD_PRELOAD="$lib libc.so.6" LANDLOCK_POLICY="$policy" B=2

# A path of one byte leaves room for the name and one digit, no more.
echo "$policy" >p
agree 'the shortest value' $'LANDLOCK_LAYERS=1\nLANDLOCK_LAYERS=1' LANDLOCK_POLICY=p LD_PRELOAD="$lib"

# All slots say the same, whatever a parent or a stranger had written there.
for case in 1:2 8:9 9:9 123456789012345678901:9 nonsense:1 -1:1; do
	before=LANDLOCK_LAYERS=${case%:*} after=LANDLOCK_LAYERS=${case#*:}
	agree "$before" "$after"$'\n'"$after"$'\n'"$after" "$before" LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy"
done
# An empty value has no room for a digit, so that its slot points elsewhere.
run env -i LANDLOCK_LAYERS= LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" Z=1 "$probes/probe_environment" main
is 'LANDLOCK_LAYERS= before: every entry is a variable' "$out" $'LANDLOCK_LAYERS=1\nLANDLOCK_LAYERS=1\nLANDLOCK_LAYERS=1\nZ=1'
run env -i LANDLOCK_LAYERS= LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" Z=1 "$probes/probe_environment" block
is 'LANDLOCK_LAYERS= before: the block has no hole' "$out" $'LANDLOCK_LAYERS=1\nLANDLOCK_LAYERS=1\nZ=1'
finish
