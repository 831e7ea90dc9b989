#!/bin/bash
# needs: landlock
# also on: kernels:1- musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# minAbi, compatibility and errorIfAnyUnsupported: which kernel is not good enough, policy by policy.
abi=$(abi)
echo secret >secret
start() { confined '{"preloadVersion":1,'"$1"'}' cat secret; }
confined_silently() {
	start "$2"
	is "$1: confined, in silence" "$status $err" '1 cat: secret: Permission denied'
}
# refused NAME POLICY ERROR
refused() {
	start "$2"
	is "$1: nothing runs" "$status $out" '125 '
	like "$1: the error says why" "$err" "liblandlock_preload: error: LANDLOCK_POLICY$3"
}
read='"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]'
confined_silently 'minAbi met' '"minAbi":'$abi",$read"
refused 'minAbi one above' '"minAbi":'$((abi + 1))",$read" \
	": minAbi is $((abi + 1)), and this kernel (Landlock ABI $abi) is older; use a newer kernel"
confined_silently 'hard_requirement met' '"compatibility":"hard_requirement","abi":'"$abi"',
	"ruleset":[{"handledAccessFs":["read_file"],"scoped":["abi.all"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]'
confined_silently 'errorIfAnyUnsupported met' "${read/\}\],/,\"errorIfAnyUnsupported\":true\}],}"

# Bit 63 is a right that no kernel has.
new=${read/\"read_file\"\]/\"read_file\",63]}
start "$new"
is 'best effort: a warning' "$status $err" "1 liblandlock_preload: warning: LANDLOCK_POLICY: not enforced, because \
this kernel (Landlock ABI $abi) lacks it: bit 63; LANDLOCK_STRICT=1 refuses to start then, \"compatibility\": \"best_effort\" accepts it
cat: secret: Permission denied"
start "\"compatibility\":\"best_effort\",$new"
is 'best effort that is asked for by name: no warning' "$status $err" '1 cat: secret: Permission denied'
LANDLOCK_LOG=info start "\"compatibility\":\"best_effort\",$new"
like 'what the kernel lacks is a note then' "$err" "*: note: LANDLOCK_POLICY: not enforced, because this kernel (Landlock ABI $abi) lacks it: bit 63*"
LANDLOCK_REPORT=$work/report start "\"compatibility\":\"best_effort\",$new"
like 'the report has it all the same' "$(<report)" '*"state":"partial"*"level":"note","code":1,*'
LANDLOCK_STRICT=1 start "\"compatibility\":\"best_effort\",$new"
like 'LANDLOCK_STRICT=1 makes an error of it all the same' "$status $err" '125 *: error: *lacks it: bit 63*'
echo "{\"preloadVersion\":1,\"compatibility\":\"best_effort\",$new}" >lenient.json
start "\"include\":[\"$work/lenient.json\"]"
like 'an included policy accepts nothing for the including one' "$status $err" '1 *: warning: *lacks it: bit 63*'
refused 'hard_requirement not met' "\"compatibility\":\"hard_requirement\",$new" \
	': *lacks it: bit 63; "compatibility": "hard_requirement" makes this an error'
refused 'a ruleset that must be supported' "${new/\}\],/,\"errorIfAnyUnsupported\":true\}],}" \
	":/ruleset/0: this kernel (Landlock ABI $abi) lacks bit 63, and errorIfAnyUnsupported makes this an error"
confined "{\"preloadVersion\":1,${new%\]},{\"allowedAccess\":[62],\"parent\":[\"/usr\"],\"errorIfAnyUnsupported\":true}]}" cat secret
like 'a rule that must be' "$status $err" '125 *: error: LANDLOCK_POLICY:/pathBeneath/1: * lacks bit 62, and errorIfAnyUnsupported *'
confined "{\"preloadVersion\":1,${new%\]},{\"allowedAccess\":[\"read_file\"],\"parent\":[\"/usr\"],\"errorIfAnyUnsupported\":true}]}" cat secret
like 'another entry is no matter' "$status $err" '1 *: warning: * lacks it: bit 63; *'
if ((abi < 10)); then
	refused 'a port that must be' "$read"',"netPort":[{"allowedAccess":["bind_udp"],"port":[0],"errorIfAnyUnsupported":true}]' \
		':/netPort/0: * lacks bind_udp, and errorIfAnyUnsupported *'
fi
echo '{"preloadVersion":1,"minAbi":'$((abi + 1))",$read}" >included.json
refused 'minAbi of an included file' "\"include\":[\"$work/included.json\"],$read" ": minAbi is $((abi + 1)), *"
run cat secret
is 'without us it is read' "$status $out" '0 secret'
finish
