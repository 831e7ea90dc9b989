#!/bin/bash
# also on: kernels:1-
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Rights by number are for kernels newer than this library. On others they are named as missing, and
# bits of rights that have a name are the same rights.
abi=$(abi)
echo secret >secret
policy_with() { echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"],"'"$1"'":['"$2"']}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}'; }
for case in 'handledAccessNet 40' 'scoped 40'; do
	policy=$(policy_with $case)
	for strict in 0 1; do
		confined "$policy" LANDLOCK_STRICT=$strict cat secret
		case $strict in
		0) needing landlock like "$case: a warning" "$status $err" "1 *: warning: *lacks it: bit 40; *
cat: secret: Permission denied" ;;
		1) needing landlock like "$case: an error when strict" "$status $out $err" '125  *: error: LANDLOCK_POLICY: *lacks it: bit 40; LANDLOCK_STRICT=1 *' ;;
		esac
	done
done
policy='{"preloadVersion":1,"ruleset":[{"handledAccessFs":[2,3]}],"pathBeneath":[{"allowedAccess":[2],"parent":["/usr","/dev/null"]}]}'
confined "$policy" LANDLOCK_STRICT=1 cat secret
needing landlock is 'bit 2 is read_file, even when strict' "$status $err" '1 cat: secret: Permission denied'
denied 'bit 3 is read_dir' ls /usr
granted 'what is granted by number' cat /dev/null
for bit in 64 -1 2.0; do
	confined "{\"preloadVersion\":1,\"ruleset\":[{\"handledAccessFs\":[$bit]}]}" touch ran
	like "$bit is no bit" "$status $err" '125 *: error: LANDLOCK_POLICY:/ruleset/0/handledAccessFs/0: *'
done
confined '{"preloadVersion":1,"ruleset":[{"handledAccessFs":[63]}]}' touch ran
needing landlock like 'nothing else asked for: an error always' "$status $err" \
	"125 *: error: LANDLOCK_POLICY: this kernel (Landlock ABI $abi) can enforce nothing of the policy, which asks for bit 63; *"
check 'no program ran where nothing else was asked for' test ! -e ran
finish
