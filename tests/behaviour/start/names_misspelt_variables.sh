#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
# A variable that is misspelt, or holds what belongs into another, must not weaken a sandbox without a
# word.
. "$(dirname "$0")/../../lib/lib.sh"

policy='{"ruleset":[{"handledAccessFs":["make_block"]}]}'
echo "$policy" >policy.json
with() { run env LD_PRELOAD="$lib" "$@" true; }
warning='liblandlock_preload: warning: unknown variable'

for name in STRIKT:STRICT STRCT:STRICT STRICTT:STRICT LGO:LOG REPROT:REPORT POLICYS:POLICY THREAD:THREADS; do
	with LANDLOCK_POLICY="$policy" "LANDLOCK_${name%:*}=1"
	is "LANDLOCK_${name%:*} is warned of" "$status $err" "0 $warning \"LANDLOCK_${name%:*}\"; did you mean \"LANDLOCK_${name#*:}\"?"
done
for name in landlock_strict Landlock_Strict LANDLOK_STRICT LANDLOCKED_STRICT LANDLOCK-STRICT LANDLOCKSTRICT; do
	with LANDLOCK_POLICY="$policy" "$name=1"
	is "$name is warned of" "$status $err" "0 $warning \"$name\"; did you mean \"LANDLOCK_STRICT\"?"
done
with LANDLOCK_POLICY="$policy" LANDLOCK_PATH=/x
is 'a name of ours that is like none is warned of' "$status $err" "0 $warning \"LANDLOCK_PATH\""
with LANDLOCK_POLICY="$policy" LANDLOCK_STRIKT=1 LANDLOCK_LOG=error
is 'LANDLOCK_LOG=error silences the warning' "$status $err" '0 '
with LANDLOCK_POLICY="$policy" LANDLOCK_STRIKT=1 LANDLOCK_STRICT=1
is 'LANDLOCK_STRICT=1 makes an error of it' "$status $err" \
	'125 liblandlock_preload: error: unknown variable "LANDLOCK_STRIKT"; did you mean "LANDLOCK_STRICT"?; LANDLOCK_STRICT=1 makes this an error'
with LANDLOCK_POLICY="$policy" LANDLOCK_AA=1 LANDLOCK_BB=1 LANDLOCK_CC=1 LANDLOCK_DD=1 LANDLOCK_EE=1
is 'many of them are one line' "$status $err" \
	"0 $warning \"LANDLOCK_AA\"; unknown variable \"LANDLOCK_BB\"; unknown variable \"LANDLOCK_CC\"; 2 more"
with LANDLOCK_POLICY="$policy" LANDLOCK_STRIKT=1 LANDLOCK_REPORT="$work/report"
like 'the report has the warning' "$(<report)" '*"level":"warning","code":5,*LANDLOCK_STRIKT*'
for name in LANG LANGUAGE LAUNCHER_LOG LANDSCAPE LL_FS_RO LD_BIND_NOW LAYERS SANDBOX_POLICY; do
	with LANDLOCK_POLICY="$policy" "$name=/nothing"
	is "$name is somebody else's" "$status $err" '0 '
done

unset_policy='125 liblandlock_preload: error: LANDLOCK_POLICY is not set although this library was preloaded*'
for name in LANDLOCK_POLCY LANDLOCK_POLICIES landlock_policy LANDLOK_POLICY LANDLOCKPOLICY ANDLOCK_POLICY; do
	with "$name=$work/policy.json"
	like "without a policy, $name is named" "$status $err" "$unset_policy\"$name\"*did you mean \"LANDLOCK_POLICY\"?"
done
with LANDLOCK_STRICT="$work/policy.json"
like 'without a policy, a policy in LANDLOCK_STRICT is named' "$status $err" "$unset_policy; LANDLOCK_STRICT is \"$work/policy.json\"; did you mean \"LANDLOCK_POLICY\"?"
with LANDLOCK_REPORT="$policy"
like 'a policy in LANDLOCK_REPORT is named' "$status $err" '125 *did you mean "LANDLOCK_POLICY"?'
with PATH="$PATH"
is 'without a policy and anything like one, nothing else is named' "$(grep -c 'did you mean' .err)" 0

with LANDLOCK_POLICY="$policy" LANDLOCK_STRICT=info
like 'LANDLOCK_STRICT with a level of LANDLOCK_LOG' "$status $err" '125 *: LANDLOCK_STRICT is "info"; set it to 0 or 1; did you mean "LANDLOCK_LOG"?'
with LANDLOCK_POLICY="$policy" LANDLOCK_LOG=1
like 'LANDLOCK_LOG with a value of LANDLOCK_STRICT' "$status $err" '125 *: LANDLOCK_LOG is "1"; set it to error, warning or info; did you mean "LANDLOCK_STRICT"?'
with LANDLOCK_POLICY="$policy" LANDLOCK_STRICT=p.json
like 'LANDLOCK_STRICT with a policy' "$status $err" '125 *: LANDLOCK_STRICT is "p.json"; set it to 0 or 1; did you mean "LANDLOCK_POLICY"?'
with LANDLOCK_POLICY=1
like 'LANDLOCK_POLICY with a value of LANDLOCK_STRICT' "$status $err" '125 *: 1: cannot open: No such file or directory; did you mean "LANDLOCK_STRICT"?'
with LANDLOCK_POLICY=warning
like 'LANDLOCK_POLICY with a level of LANDLOCK_LOG' "$status $err" '125 *; did you mean "LANDLOCK_LOG"?'
with LANDLOCK_POLICY="$lib"
is 'LANDLOCK_POLICY with the library' "$status $err" \
	"125 liblandlock_preload: error: $lib:1:1: this is a program or a library (ELF), not a policy; are LD_PRELOAD and LANDLOCK_POLICY swapped?"
LANDLOCK_REPORT=$work/other confined "$policy" true
with LANDLOCK_POLICY="$work/other" LANDLOCK_REPORT="$work/new"
like 'LANDLOCK_POLICY with a report' "$status $err" "125 *other:/reportVersion: this is a report, not a policy*"

finish
