#!/bin/bash
# needs: /usr/bin/python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A start that is refused is reported, too: state "failed", with every error.
# refused NAME EXPECTED-ERRORS VARIABLE...: the report in terms of Python.
refused() {
	local name=$1 expected=$2 source=${3#LANDLOCK_POLICY=}
	[[ $source != '{'* ]] || source=LANDLOCK_POLICY
	[[ $3 == LANDLOCK_POLICY=* ]] || source=''
	shift 2
	rm -f report
	run env LD_PRELOAD="$lib" LANDLOCK_REPORT="$work/report" "$@" echo started
	is "$name: the program does not start" "$status $out" '125 '
	is "$name: one line" "$(wc -l <report)" 1
	is "$name: what it says" "$(/usr/bin/python3 -c '
import json, os, shutil, sys
report = json.load(open("report"))
assert report.pop("pid") > 0 and report.pop("version") and report.pop("reportVersion") == 1
assert report.pop("state") == "failed" and report.pop("time") and report.pop("host")
assert report.pop("executable") == os.path.realpath(shutil.which("echo")) and report.pop("support")
assert report.pop("abi") == int(sys.argv[1]) and report.pop("source", "") == sys.argv[2]
print(report)' "$(abi)" "$source")" "{'errors': [$expected]}"
	is "$name: as many as on standard error" "$(grep -c '^liblandlock_preload: error: ' <<<"$err")" \
		"$(grep -o '"where"' report | wc -l)"
}
refused 'a policy with errors' \
	"{'where': 'LANDLOCK_POLICY:/a', 'text': 'unknown key \"a\"', 'errno': 0}, {'where': 'LANDLOCK_POLICY:/b', 'text': 'unknown key \"b\"', 'errno': 0}" \
	LANDLOCK_POLICY='{"ruleset":[{"handledAccessFs":["read_file"]}],"a":1,"b":2}'
refused 'no such file' "{'where': 'none.json', 'text': 'cannot open: No such file or directory', 'errno': 2}" \
	LANDLOCK_POLICY=none.json
refused 'a bad setting' "{'where': '', 'text': 'LANDLOCK_STRICT is \"2\"; set it to 0 or 1', 'errno': 0}" \
	LANDLOCK_POLICY='{"ruleset":[{"handledAccessFs":["read_file"]}]}' LANDLOCK_STRICT=2
refused 'no policy' \
	"{'where': '', 'text': 'LANDLOCK_POLICY is not set although this library was preloaded; set it, or start with LD_PRELOAD= to run without a sandbox; set LANDLOCK_POLICY before LD_PRELOAD, since commands in \$(...) are preloaded too', 'errno': 0}" \
	NOTHING=
refused 'bytes that are no text' \
	"{'where': 'a\\udcff\\x01.json', 'text': 'cannot open: No such file or directory', 'errno': 2}" \
	LANDLOCK_POLICY=$'a\xff\x01.json'
finish
