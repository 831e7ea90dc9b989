#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# The domain stays by itself. If each program of the chain loaded the library again, the 17th would
# find no layer left.
echo secret >secret
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","'"$work/bin\",\"$work/chain"'"]}]}'
cat >chain <<'END'
[ "$1" -eq 0 ] || exec env sh "$0" $(($1 - 1))
echo "layers: ${LANDLOCK_LAYERS-none}, policy: ${LANDLOCK_POLICY-none}, preload: ${LD_PRELOAD-none}"
cat secret
exit 7
END

confined "$policy" sh chain 20
is 'forty programs later it is the same sandbox' "$status $out" '7 layers: 1, policy: none, preload: none'
is 'forty programs say nothing of the library' "$err" 'cat: secret: Permission denied'

# A chain of children that all live.
cat >tree <<'END'
if [ "$1" -eq 0 ]; then cat secret; else sh "$0" $(($1 - 1)); fi
exit $?
END
confined "${policy/chain/tree}" sh tree 40
is 'forty generations of children are in the same sandbox' "$status $out $err" '1  cat: secret: Permission denied'

run sh chain 20
is 'without us the end of the chain reads the file' "$out" $'layers: none, policy: none, preload: none\nsecret'
finish
