#!/bin/bash
# needs: landlock
# also on: kernels:1- musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

echo secret >secret
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","'"$work/bin\",\"$work/nest"'"]}]}'
# nest FROM TO: says its layer, and starts the next one, until TO; there it tries to read the secret.
cat >nest <<'END'
echo "$1:${LANDLOCK_LAYERS-none}"
if [ "$1" -lt "$2" ]; then
	LD_PRELOAD=$LIBRARY LANDLOCK_POLICY=$POLICY exec sh "$0" $(($1 + 1)) "$2"
fi
cat secret
echo "the secret: $?"
END
export LIBRARY=$lib POLICY=$policy

run sh nest 0 16
is 'sixteen sandboxes in one another work' "$status" 0
is 'each counts itself, up to nine or more' "$(head -17 <<<"$out" | paste -sd ' ')" \
	'0:none 1:1 2:2 3:3 4:4 5:5 6:6 7:7 8:8 9:9 10:9 11:9 12:9 13:9 14:9 15:9 16:9'
is 'the innermost of many sandboxes confines' "$(tail -n +18 <<<"$out") $err" 'the secret: 1 cat: secret: Permission denied'

# Kernels of ABI 1 had room for 64, until a fix.
limit=16
if (($(abi) == 1)); then
	run sh nest 0 17
	[[ $status != 0 ]] || limit=64
fi
run sh nest 0 $((limit + 1))
is 'the seventeenth does not start' "$status $(tail -1 <<<"$out")" "125 $limit:9"
is 'the seventeenth names the limit of the kernel' "$err" "liblandlock_preload: error: this process already has $limit Landlock layers, \
the kernel's limit; reduce the number of nested sandboxes"

POLICY=${policy/\/usr/\/} run sh nest 0 1
is 'a policy that grants all denies nothing' "$status $(tail -2 <<<"$out")" $'0 secret\nthe secret: 0'
outer() { POLICY=${policy/\/usr/\/} confined "$policy" "$@"; }
outer sh nest 1 2
is 'within another it takes no denial back' "$err" 'cat: secret: Permission denied'
is 'a sandbox within another counts as one more layer' "$(head -2 <<<"$out")" $'1:1\n2:2'

run sh nest 0 0
is 'without us there is no limit, and no secret' "$out" $'0:none\nsecret\nthe secret: 0'
finish
