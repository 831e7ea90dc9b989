#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

echo secret >secret
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}'
start() { run env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" "$@" cat secret; }

for setting in LANDLOCK_STRICT=0 LANDLOCK_STRICT=1 LANDLOCK_LOG=error LANDLOCK_LOG=warning LANDLOCK_REPORT=; do
	start $setting
	is "$setting: confined, in silence" "$status $out $err" '1  cat: secret: Permission denied'
done
for value in '' 2 01 -1 yes true ' 1' '1 ' TRUE; do
	start LANDLOCK_STRICT="$value"
	is "LANDLOCK_STRICT=$value: refused" "$status $out" '125 '
	is "LANDLOCK_STRICT=$value: this is why" "$err" \
		"liblandlock_preload: error: LANDLOCK_STRICT is \"$value\"; set it to 0 or 1"
done
for value in '' debug INFO warn 'info ' 2 error,info; do
	start LANDLOCK_LOG="$value"
	is "LANDLOCK_LOG=$value: refused" "$status $out" '125 '
	is "LANDLOCK_LOG=$value: this is why" "$err" \
		"liblandlock_preload: error: LANDLOCK_LOG is \"$value\"; set it to error, warning or info"
done
# A report that is silently not written would be taken for a start that did not happen.
for value in fd:3 "$work/report" 1; do
	start LANDLOCK_REPORT="$value"
	is "LANDLOCK_REPORT=$value: refused" "$status $out" '125 '
	like "LANDLOCK_REPORT=$value: this is why" "$err" 'liblandlock_preload: error: LANDLOCK_REPORT is not supported *'
done
check 'and nothing is written' test ! -e report

run env LANDLOCK_STRICT=x LANDLOCK_LOG=y LANDLOCK_REPORT=z cat secret
is 'without us they mean nothing' "$status $out" '0 secret'
finish
