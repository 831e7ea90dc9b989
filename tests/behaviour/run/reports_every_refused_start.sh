#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# Whoever waits for the report hears of every start that was refused, whatever refused it.
printf 'no program' >text
: >plain
chmod 755 text
chmod 644 plain
here=$(pwd -P)

# reported NAME STATUS WHAT POLICY COMMAND...: refused with STATUS; the report's only line says that, and WHAT.
reported() {
	rm -f report
	launched "${options[@]}" --report "$work/report" "${@:4}"
	is_refused "$1" "$2"
	like "$1: the report says so, in one line" "$(cat report) $(wc -l <report)" '{"reportVersion":1,"state":"failed",*'"$3"'*} 1'
}
options=()
reported 'no such program' 127 '"where":"./none"' "$policy" ./none
PATH=/usr/bin:/bin reported 'no such program in PATH' 127 'none-of-these' "$policy" none-of-these
reported 'a program that may not be executed' 126 "$here/plain\"*Permission denied" "$policy" "$here/plain"
reported 'a directory' 126 "$here/open" "$policy" "$here/open"
reported 'a text without an interpreter' 126 "$here/text" "$policy" "$here/text"
reported 'a policy that is missing' 125 none.json "$here/none.json" "$sentinel"
reported 'a policy with an error' 125 raed_file "${policy/read_file/raed_file}" "$sentinel"
options=(--library "$work/none.so")
reported 'a library that is missing' 125 none.so "$policy" "$sentinel"
like 'a library that is missing: the report names policy and program' "$(cat report)" \
	'*"executable":"'"$(readlink -f "$sentinel")"'","source":"LANDLOCK_POLICY"*'
options=()
LANDLOCK_POLICY=$work/other.json reported 'another policy in LANDLOCK_POLICY' 125 'LANDLOCK_POLICY is set as well' "$policy" "$sentinel"
LANDLOCK_LOG=nonsense reported 'a wrong LANDLOCK_LOG' 125 LANDLOCK_LOG "$policy" "$sentinel"

launched --report 9 "$policy" ./none 9>stream
like 'a descriptor has the line' "$status $(<stream)" '127 {"reportVersion":1,"state":"failed",*}'
launched --report 9 "$policy" ./none
is_refused 'a report that cannot be written comes first' 125 'LANDLOCK_REPORT is "fd:9"'

# The library is no report, by whichever name the launcher finds it; a bare one it finds with the program, when the file
# of the report is open, and the last line in it has its end.
mkdir libs
size=$(stat -c %s "$lib")
for name in "$work/libs/library.so" library.so; do
	cp "$lib" libs/library.so
	LD_LIBRARY_PATH=$work/libs launched --library "$name" --report "$work/libs/library.so" "$policy" "$sentinel"
	is_refused "the library as the report: $name" 125 libs/library.so
	check "$name: the library stays" cmp -n "$size" "$lib" libs/library.so
	check "$name: and has no report in it" test "$(stat -c %s libs/library.so)" -le $((size + 1))
done
finish
