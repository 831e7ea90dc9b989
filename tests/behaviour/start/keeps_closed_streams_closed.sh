#!/bin/bash
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Where a standard stream is closed, the next open() would take its number. None of ours may: neither
# during the start, when a line of ours would go into that file, nor afterwards.
echo secret >secret
policy=$(policy read_file /usr /none)
for name in good bad; do echo "$policy" >$name.json; done
sed -i s/read_file/raed_file/ bad.json

# closing STREAMS COMMAND...: with these of 0, 1, 2 closed; the others as `run` has them.
closing() {
	local streams=$1
	shift
	(
		[[ $streams != *0* ]] || exec 0<&-
		[[ $streams != *1* ]] || exec 1>&-
		[[ $streams != *2* ]] || exec 2>&-
		exec "$@"
	)
}
for streams in '' 0 1 2 01 02 12 012; do
	name="closed: ${streams:-none}"
	run closing "$streams" env PROBE_OUTPUT="$work/without" "$probes/probe_descriptors"
	check "$name: the test has closed them" test "$(grep -c "^[${streams:-x}]:" without)" = 0
	for value in "$policy" "$work/good.json"; do
		run closing "$streams" env PROBE_OUTPUT="$work/with" LD_PRELOAD="$lib" LANDLOCK_POLICY="$value" \
			"$probes/probe_descriptors"
		needing landlock is "$name: the program has what it has without us" "$status $(<with)" "0 $(<without)"
		run closing "$streams" env LD_PRELOAD="$lib" LANDLOCK_POLICY="$value" sh -c 'read -r line <secret && exit 3; exit 7'
		needing landlock is "$name: it is confined" "$status" 7
	done
	if [[ $streams ]]; then
		first=${policy/\/none/\/proc\/self\/fd\/${streams:0:1}}
		run closing "$streams" env LD_PRELOAD="$lib" LANDLOCK_POLICY="$first" LANDLOCK_STRICT=1 touch ran
		is "$name: no descriptor of ours is in its place meanwhile" "$status $(ls ran 2>/dev/null)" '125 '
		rm -f ran
	fi
	for value in '{' '' "$work/bad.json" "$work/none"; do
		run closing "$streams" env LD_PRELOAD="$lib" LANDLOCK_POLICY="$value" touch ran
		is "$name: an error still ends it" "$status $(ls ran 2>/dev/null)" '125 '
		rm -f ran
		[[ $streams == *2* ]] || like "$name: and is told" "$err" 'liblandlock_preload: error: *'
	done
done
is 'no line of ours is in a file' "$(cat good.json secret)" "$policy"$'\nsecret'
finish
