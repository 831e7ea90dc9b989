#!/bin/bash
# needs: landlock cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# Programs in which no preload takes effect: the launcher's sandbox holds them, and says so where it is asked.
source=$tests/behaviour/probes/probe_sentinel.c
mkdir programs
# left_to NAME KIND: a program of this kind has the descriptors and the variables that it has without us.
left_to() {
	[[ -x $2.environment ]] || return 0
	echo "$policy" >policy.json
	PROBE_OUTPUT=open/without run ./"$2.descriptors" 3<open/file 9<closed <policy.json
	for value in "$policy" policy.json - fd:6; do
		PROBE_OUTPUT=open/with launched --report 5 "$value" ./"$2.descriptors" 3<open/file 9<closed 5>report 6<policy.json <policy.json
		[[ $value == fd:6 ]] || sed -i '/^6: /d' open/with
		is "$1: it has the descriptors that it has without us: ${value:0:9}" "$(<open/with)" "$(<open/without)"
	done
	for view in main block title auxv; do
		run env -i A=1 LD_LIBRARY_PATH=/none Z= ./"$2.environment" $view
		expected=$out
		run env -i A=1 LD_PRELOAD="$lib" LD_LIBRARY_PATH=/none LANDLOCK_REPORT="$work/report" Z= \
			"$LANDLOCK_POLICY_TOOL" run --library "$lib" "$proc" ./"$2.environment" $view
		is "$1: it has the variables that it has without us: $view" "$status $(grep -v '^LANDLOCK_LAYERS=1$' <<<"$out")" "0 $expected"
	done
}
proc=$(policy execute,read_file,write_file,make_reg "$work/open" /proc)
for probe in environment descriptors; do
	cc -D_GNU_SOURCE "$tests/behaviour/probes/probe_$probe.c" -o static.$probe -static 2>/dev/null
	cc -D_GNU_SOURCE "$tests/behaviour/probes/probe_$probe.c" -o static-pie.$probe -static-pie 2>/dev/null
done
# made COMMAND...: whether it makes programs/$made, and that runs here.
made() {
	"$@" 2>/dev/null && [[ $(./programs/"$made" 2>/dev/null) == "$free_words" ]]
	local status=$?
	rm -f open/ran closed/ran
	return $status
}

made=static
if made cc "$source" -o programs/static -static; then is_held_alone 'a static program' programs/static && left_to 'a static program' static; else
	skip_check 'a static program' 'this compiler makes none'
fi
made=static-pie
if made cc "$source" -o programs/static-pie -static-pie; then is_held_alone 'a static-pie program' programs/static-pie && left_to 'a static-pie program' static-pie; else
	skip_check 'a static-pie program' 'this compiler makes none'
fi
if lacks musl-gcc; then
	skip_check 'programs for musl' "${lacking[musl-gcc]}"
else
	musl-gcc "$source" -o programs/musl-static -static
	is_held_alone 'a static program for musl' programs/musl-static
	[[ $(ldd "$lib" 2>/dev/null) != *libc.so.6* ]] || made=musl
	if [[ $made == musl ]] && made musl-gcc "$source" -o programs/musl; then
		is_free 'a program for musl' programs/musl
		launched --report "$work/musl.report" "$policy" programs/musl
		is_confined_or_refused 'a program for musl'
		launched --require-preload "$policy" programs/musl
		is_refused 'a program for musl, where a preload is required'
	fi
fi
finish
