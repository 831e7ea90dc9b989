#!/bin/bash
# needs: landlock /usr/bin/python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../lib/lib.sh"

# The C interface, landlock_preload_report and LANDLOCK_REPORT are three views of one record.
script=$tests/interface/client.py
mkdir folder
echo text >folder/file
ln -s folder link
# compare NAME POLICY EXPECTED KEY...: what is printed of these keys.
compare() {
	local name=$1 policy=$2 expected=$3
	shift 3
	rm -f report
	confined "$policy" LANDLOCK_LOG=error LANDLOCK_REPORT="$work/report" \
		/usr/bin/python3 -I -S "$script" report "$@"
	is "$name: one and the same" "$status $err" '0 '
	is "$name: what it is" "$out" "$expected"
}
all='"ruleset":[{"handledAccessFs":["write_file"]}]'
compare 'enforced' '{'"$all"'}' 'state "enforced"
source "LANDLOCK_POLICY"
rules []
fs {"requested": ["write_file"], "enforced": ["write_file"], "dropped": []}
layersAdded 1
executable "'"$(readlink -f /usr/bin/python3)"'"' state source rules fs layersAdded executable
compare 'a path that is missing' \
	'{"ruleset":[{"handledAccessFs":["make_reg","write_file"]}],"pathBeneath":[
	{"allowedAccess":["write_file","make_reg"],"parent":["link","folder/file","none"]}]}' 'state "partial"
rulesApplied 2
rulesReduced 1
rulesSkipped 1' state rulesApplied rulesReduced rulesSkipped
compare 'an extended policy' \
	'{"preloadVersion":1,'"$all"',"preset":["devices","tmp"],"pathBeneath":[
	{"allowedAccess":["write_file"],"parent":["none"],"optional":true},
	{"allowedAccess":["write_file"],"parent":["folder/*"],"glob":true}]}' 'state "enforced"' state
if (($(abi) >= 4)); then
	compare 'ports' '{'"$all"',"netPort":[{"allowedAccess":["bind_tcp"],"port":[80,8080]}]}' 'state "enforced"
rules [{"pointer": "/netPort/0/port/0", "source": "LANDLOCK_POLICY", "kind": "port", "port": 80, "requested": ["bind_tcp"], "granted": ["bind_tcp"], "droppedByKernel": []}, {"pointer": "/netPort/0/port/1", "source": "LANDLOCK_POLICY", "kind": "port", "port": 8080, "requested": ["bind_tcp"], "granted": ["bind_tcp"], "droppedByKernel": []}]' \
		state rules
fi
odd=$'odd\xff\t"\\\xc3\xa9\xf0\x9f\x98\x80'
mkdir "$odd"
echo '{"preloadVersion":1,'"$all"',"pathBeneath":[{"allowedAccess":["write_file"],"parent":["'"$work"'/o*"],"glob":true}]}' >"$odd/p.json"
compare 'bytes that are no text' "$odd/p.json" 'state "enforced"
source "odd\udcff\t\"\\\u00e9\ud83d\ude00/p.json"' state source
finish
