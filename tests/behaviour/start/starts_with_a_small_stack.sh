#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

echo secret >secret
policy=$(policy read_file /usr)
head -c 500000 /dev/zero | tr '\0' '[' >deep.json
small() { (ulimit -s 64 && exec "$@"); }

run small cat secret
is 'without us the program runs on a stack of 64 KiB' "$status $out" '0 secret'
run small env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_LOG=info cat secret
is 'with us the program runs on a stack of 64 KiB' "$status $out" '1 '
like 'confined' "$err" $'*\ncat: secret: Permission denied'
# A pattern of as many components as a path may have.
mkdir -p "$(printf 'a/%.0s' {1..700})"
printf -v pattern 'a*/%.0s' {1..700}
run small env LD_PRELOAD="$lib" LANDLOCK_POLICY='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","'"$pattern"'"],"glob":true}]}' cat secret
is 'a long pattern does not use it up' "$status $out $err" '1  cat: secret: Permission denied'
run small env LD_PRELOAD="$lib" LANDLOCK_POLICY=deep.json cat secret
is 'nesting does not use it up' "$status $out" '125 '
like 'deep nesting is an error' "$err" 'liblandlock_preload: error: deep.json:*nested deeper than 16 levels'
finish
