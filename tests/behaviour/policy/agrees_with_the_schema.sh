#!/bin/bash
# needs: jsonschema
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What an editor says by the schema is what `check` says. A schema cannot see everything: each kind
# of thing that it accepts and the tool refuses is listed here, with a sample. Every line of the tool
# about such a file must be of a listed kind; and a kind that the schema has learned to see, or that
# the tool lets pass, fails by its sample.
schema=$tests/../src/share/policy.schema.json

cat >judge.py <<'END'
import json, sys
from jsonschema import Draft7Validator
schema = json.load(open(sys.argv[1]))
Draft7Validator.check_schema(schema)
validator = Draft7Validator(schema)
def no_json(word):
	raise ValueError(word)
for path in sys.stdin.read().splitlines():
	try:
		with open(path, encoding="utf-8") as file:
			policy = json.loads(file.read(), parse_constant=no_json)  # NaN is not JSON
		print(int(not validator.is_valid(policy)), path)
	except ValueError:  # not JSON: no editor is content with it
		print(1, path)
END

# unseen NAME REGEX SAMPLE: what the tool says (SOURCE:POINTER: what) where the schema is content.
declare -A kinds
mkdir unseen
unseen() {
	kinds[$1]=$2
	printf '%s\n' "$3" >"unseen/$1.json"
}
rule='"pathBeneath":[{"allowedAccess":["execute"],"parent"'
marker='"preloadVersion":1'
# JSON's own grammar does not forbid these, and validators see the parsed value only.
unseen duplicate-key ': duplicate key "' '{"abi":1,"abi":1,"ruleset":[{"scoped":["signal"]}]}'
unseen lone-surrogate ': lone surrogate in a ' "{$rule"':["\ud800"]}]}'
# An integer, to draft-07 and to JavaScript, is a number without fraction, however written.
unseen abi-float '/[^/]*(float|exponent)\.json:/(abi|minAbi): must be an integer' '{"abi":1.0,"ruleset":[{"scoped":["signal"]}]}'
unseen port-float '/port/[0-9]+: (-0|[0-9]+\.0+|[0-9]+e[0-9]+) is not a port' '{"netPort":[{"allowedAccess":["bind_tcp"],"port":[80.0,1e2,-0]}]}'
unseen version-float '/[^/]*float\.json:/preloadVersion: must be the integer 1' '{"preloadVersion":1.0,"ruleset":[{"scoped":["signal"]}]}'
# maxLength counts characters; a path is limited in bytes.
printf -v wide '%2048s' ''
unseen path-of-wide-characters ': path of [0-9]+ bytes; at most 4095' "{$rule:[\"${wide// /é}\"]}]}"
# What one place says about another.
unseen split-default-item '/variable/[0-9]+/default: item "' "{$marker,"'"variable":[{"name":"v","env":"A","split":":","default":"/a:b"}],"ruleset":[{"scoped":["signal"]}]}'
unseen split-default-without-item '/variable/[0-9]+/default: "[^"]*" has no items' "{$marker,"'"variable":[{"name":"v","env":"A","split":":","default":"::"}],"ruleset":[{"scoped":["signal"]}]}'
unseen glob-of-others '/parent/[0-9]+: "(\*\*|\{)" (does not search|is no alternative)' "{$marker,"'"pathBeneath":[{"allowedAccess":["execute"],"parent":["/**"],"glob":true}]}'
unseen group-without-abi ' needs "abi"; add ' '{"ruleset":[{"scoped":["abi.all"]}]}'
unseen undeclared ': variable "[^"]*" is not declared' "{$rule"':["${v}"]}]}'
unseen second-source ': variable "[^"]*" has a second source' "{$marker,"'"variable":[{"name":"v","env":"A"},{"name":"v","env":"B"}],"ruleset":[{"scoped":["signal"]}]}'
unseen no-value ': variable "[^"]*" has no value' "{$marker,"'"variable":[{"name":"v"}],"ruleset":[{"scoped":["signal"]}]}'
unseen range-reversed '/port/[0-9]+: .*(revers|first|last|below|above)' "{$marker,"'"netPort":[{"allowedAccess":["bind_tcp"],"port":[{"first":2,"last":1}]}]}'
unseen quiet-unhandled ': quiet(AccessFs|AccessNet|Scoped) lists rights that are not handled' "{$marker,"'"ruleset":[{"handledAccessFs":["execute"],"quietScoped":["signal"]}]}'
# What comes out, and what is in other files.
unseen nothing-restricted ': policy restricts nothing' '{"variable":[{"name":"v","literal":["a"]}]}'
unseen expands-to-nothing ': expands to an empty path' '{"variable":[{"name":"v","literal":[""]}],'"$rule"':["${v}"]}]}'
unseen expands-too-long ': expands to a path of [0-9]+ bytes' "{\"variable\":[{\"name\":\"v\",\"literal\":[\"${wide// /x}\"]}],$rule"':["${v}${v}"]}]}'
printf -v many '"%s",' {1..65}
unseen too-many-paths ': expands to more than 4096 paths' "{\"variable\":[{\"name\":\"v\",\"literal\":[${many%,}]}],$rule"':["${v}${v}"]}]}'
unseen too-many-ports ': more than 65536 port rules' "{$marker,"'"netPort":[{"allowedAccess":["bind_tcp"],"port":[{"first":0,"last":65535},1]}]}'
unseen expands-to-root ': expands to "/"; ' "{$marker,"'"variable":[{"name":"v","literal":["/"]}],'"$rule"':["${v}"]}]}'
unseen default-too-long ' is longer than a path can be' "{$marker,"'"variable":[{"name":"v","env":"A","default":"'"/${wide// /xx}"'"}],"ruleset":[{"scoped":["signal"]}]}'
unseen include-missing ': .*No such file or directory' "{$marker,"'"include":["none.json"]}'

# tool FILE: its exit status, and what it says without the words before SOURCE.
tool() {
	run "$LANDLOCK_POLICY_TOOL" check "$1"
	errors=$(sed -n 's/^[a-z_-]*: error: //p' <<<"$err")
}
# every_error_is REGEX: and there is one.
every_error_is() {
	[[ -n $errors ]] && ! grep -qvE "$1" <<<"$errors"
}

# agree FOLDER: the two verdicts of every policy below it.
agree() {
	local verdict file any_kind
	any_kind=$(IFS='|' && echo "${kinds[*]}")
	problems='' count=0
	find "$1" -name '*.json' | sort | /usr/bin/python3 judge.py "$schema" >verdicts || problems='the schema is no schema'
	while read -r verdict file; do
		count=$((count + 1))
		tool "$file"
		[[ $verdict == "$status" ]] || { [[ $verdict$status == 01 ]] && every_error_is "$any_kind"; } ||
			problems+=$'\n'"$file: the schema says $verdict, the tool $status ${errors%%$'\n'*}"
	done <verdicts
	is "agrees on ${1##*/}" "$problems" ''
	check "has policies in ${1##*/}" test "$count" -gt 0
}
agree "$tests/policies/good"
agree "$tests/policies/bad"
agree "$examples"
agree "$policies"

# A kind is listed as long as its sample needs it.
printf '%s\n' unseen/*.json | /usr/bin/python3 judge.py "$schema" >verdicts
while read -r verdict file; do
	name=$(basename "$file" .json)
	tool "$file"
	is "only the tool sees: $name" "$verdict $status" '0 1'
	check "says so in the words listed: $name" every_error_is "${kinds[$name]}"
done <verdicts
finish
