#!/bin/bash
# also on: musl portable glibc-2.31
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# refused NAME POLICY LINE...: nothing runs, and each LINE, a glob, is one line of the reason.
refused() {
	local name=$1 policy=$2 i
	shift 2
	confined "$policy" touch ran
	is "$name: nothing runs" "$status $out$(ls ran 2>&1)" "125 ls: cannot access 'ran': No such file or directory"
	rm -f ran
	mapfile -t lines <.err
	is "$name: as many lines as errors" "${#lines[@]}" $#
	for ((i = 0; i < $#; i++)); do
		like "$name: says why" "${lines[i]-}" "liblandlock_preload: error: ${*:i+1:1}"
	done
}
blank='LANDLOCK_POLICY is blank; *'
refused 'an empty value' '' "$blank"
refused 'a space' ' ' "$blank"
refused 'all kinds of blanks' $' \t\r\n\v\f' "$blank"
refused 'an open brace' '{' 'LANDLOCK_POLICY:1:*: *'
refused 'half a policy, on its third line' $'{\n"ruleset": [\n{"handledAccessFs": ["exe' 'LANDLOCK_POLICY:3:*: *'
refused 'two policies' '{"ruleset":[{"scoped":["signal"]}]} {}' 'LANDLOCK_POLICY:1:*: *'
refused 'an empty object' '{}' 'LANDLOCK_POLICY*: *'
refused 'an empty ruleset' '{"ruleset":[{}]}' 'LANDLOCK_POLICY:/ruleset/0: *'
refused 'no rulesets' '{"ruleset":[]}' 'LANDLOCK_POLICY:/ruleset: *'
refused 'the same key twice' '{"ruleset":[{"scoped":["signal"],"scoped":["signal"]}]}' \
	'LANDLOCK_POLICY:/ruleset/0: duplicate key "scoped"'
refused 'a typo' '{"ruleset":[{"handledAccessFs":["execute","write_file","raed_file"]}]}' \
	'LANDLOCK_POLICY:/ruleset/0/handledAccessFs/2: unknown fs right "raed_file"; did you mean "read_file"?'
refused 'three mistakes' '{"abi":0,"pathBeneath":[{"allowedAccess":[],"parent":"/usr"}]}' \
	'LANDLOCK_POLICY:/abi: *' 'LANDLOCK_POLICY:/pathBeneath/0/*: *' 'LANDLOCK_POLICY:/pathBeneath/0/*: *'
refused 'a line break that would forge a line' \
	$'{"a\\nliblandlock_preload: all is well":1,"ruleset":[{"scoped":["signal"]}]}' \
	'*\\x0aliblandlock_preload: all is well*'
needing landlock refused 'a policy that restricts nothing' '{"variable":[{"name":"a","literal":["b"]}]}' \
	'LANDLOCK_POLICY: policy restricts nothing*'
printf -v many '"key%s":1,' {1..25}
confined "{${many%,}}" touch ran
is 'twenty-five mistakes: twenty lines' "$status $(grep -c '^liblandlock_preload: error: ' .err) $(wc -l <.err)" '125 20 20'

: >empty.json
refused 'an empty file' "$work/empty.json" "$work/empty.json*: *"
printf ' \n\t' >blank.json
refused 'a blank file' blank.json 'blank.json*: *'
printf '\xef\xbb\xbf{"ruleset":[{"scoped":["signal"]}]}' >bom.json
refused 'a byte order mark' bom.json 'bom.json*: *byte order mark*'
printf '{"ruleset":[{"scoped":["signal"]}]}\0{' >nul.json
refused 'a NUL byte' nul.json 'nul.json*: NUL byte at offset 35*'
head -c 1048577 /dev/zero | tr '\0' ' ' >large.json
refused 'a file that is too large' large.json 'large.json: policy is larger than 1048576 bytes*'
refused 'a value that is too large for a name' "$(printf '%5000s' x)" 'LANDLOCK_POLICY: is neither a policy (no leading "{") nor a path (longer than 4095 bytes)'

confined '{"abi":1,"ruleset":[{"handledAccessFs":["make_fifo"]}]}' touch ran
needing landlock is 'a policy lets it run' "$status $(ls ran)" '0 ran'
finish
