#!/bin/bash
# needs: landlock jsonschema
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Real reports of many kinds are as src/share/report.schema.json says, and it names every member and
# every word of them: more than that is allowed to later versions only.
cat >judge.py <<'END'
import json, sys
from jsonschema import Draft7Validator
schema = json.load(open(sys.argv[1]))
Draft7Validator.check_schema(schema)
def close(node):
	if isinstance(node, dict):
		if "properties" in node and "type" in node:
			node["additionalProperties"] = False
		for child in node.values():
			close(child)
	elif isinstance(node, list):
		for child in node:
			close(child)
close(schema)
for error in Draft7Validator(schema).iter_errors(json.loads(sys.stdin.readline())):
	print(error.json_path, error.message[:200])
END
judge() { /usr/bin/python3 judge.py "$tests/../src/share/report.schema.json"; }
# conforms NAME STATE POLICY VARIABLE=VALUE...
conforms() {
	local name=$1 state=$2 value=$3
	shift 3
	rm -f report
	confined "$value" LANDLOCK_REPORT="$work/report" "$@" true
	like "$name: there is one" "$(<report)" '{"reportVersion":1,"state":"'"$state"'",*'
	is "$name: it is as the schema says" "$(judge <report)" ''
}
echo text >file
rules='{"preloadVersion":1,"abi":99,"ruleset":[{"handledAccessFs":["abi.all"],"handledAccessNet":["abi.all"],"quietAccessFs":["read_dir"]}],
"preset":["loader","stdio"],"netPort":[{"allowedAccess":["bind_tcp"],"port":[80,{"first":5000,"last":5002}]}],
"pathBeneath":[{"allowedAccess":["abi.all"],"parent":["'$work/file'","'$work/none'","'$work'"]}],"log":{"newExec":true}}'
for short in '' LANDLOCK_REPORT_FORM=short; do
	conforms "a policy that is enforced whole ${short:+in short}" enforced '{"ruleset":[{"handledAccessFs":["make_block"]}]}' LANDLOCK_LABEL=here $short
	conforms "rules of each kind, which only a later kernel enforces ${short:+in short}" partial "$rules" $short
	conforms "a policy with errors ${short:+in short}" failed '{"a":1,"b":2}' $short
	conforms "a policy that is missing ${short:+in short}" failed "$work/none.json" $short
done
run env LD_PRELOAD="$lib" LANDLOCK_REPORT=stderr true
is 'no policy: it is as the schema says' "$(tail -1 .err | judge)" ''
run "$LANDLOCK_POLICY_TOOL" run --library "$lib" --report stderr '{"ruleset":[{"handledAccessFs":["make_block"]}]}' true
is 'by the launcher: it is as the schema says' "$(tail -1 .err | judge)" ''
check 'with both sandboxes' grep -qF '"walls":["launcher","preload"]' .err
run "$LANDLOCK_POLICY_TOOL" run --library "$lib" --report stderr '{"a":1}' true
is 'what the launcher refuses: it is as the schema says' "$(tail -1 .err | judge)" ''
like 'and names the program that was not started' "$(tail -1 .err)" "*\"executable\":\"$(readlink -f "$(type -P true)")\",\"source\":\"LANDLOCK_POLICY\"*"
is 'of the interface: it is as the schema says' "$(env LD_PRELOAD="$lib" LANDLOCK_POLICY='{"ruleset":[{"handledAccessFs":["make_block"]}]}' \
	/usr/bin/python3 -c 'import ctypes
report = ctypes.CDLL(None).landlock_preload_report
report.restype = ctypes.c_size_t
text = ctypes.create_string_buffer(1 << 20)
report(text, len(text))
print(text.value.decode())' | judge)" ''

# And it sees what is wrong.
conforms 'one more' enforced '{"ruleset":[{"handledAccessFs":["make_block"]}]}'
for change in 's/"state":"enforced"/"state":"done"/' 's/"abi":/"ABI":/' 's/"fs":{"requested"/"fs":{"wanted"/' 's/"time":"/"time":"x/' \
	's/"events"/"errors"/'; do
	check "$change is seen" test -n "$(sed "$change" report | judge)"
done
finish
