#!/bin/bash
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

echo secret >secret
policy=$(policy read_file /usr)
start() { confined "$policy" "$@" cat secret; }

for setting in LANDLOCK_STRICT=0 LANDLOCK_STRICT=1 LANDLOCK_LOG=error LANDLOCK_LOG=warning LANDLOCK_REPORT=; do
	start $setting
	needing landlock is "$setting: confined, in silence" "$status $out $err" '1  cat: secret: Permission denied'
done
for value in '' 2 01 -1 yes true ' 1' '1 ' TRUE; do
	start LANDLOCK_STRICT="$value"
	is "LANDLOCK_STRICT=$value: refused" "$status $out" '125 '
	is "LANDLOCK_STRICT=$value: the error says why" "$err" \
		"liblandlock_preload: error: LANDLOCK_STRICT is \"$value\"; set it to 0 or 1"
done
for value in '' debug INFO warn 'info ' 2 error,info; do
	start LANDLOCK_LOG="$value"
	is "LANDLOCK_LOG=$value: refused" "$status $out" '125 '
	is "LANDLOCK_LOG=$value: the error says why" "$err" \
		"liblandlock_preload: error: LANDLOCK_LOG is \"$value\"; set it to error, warning or info"
done
why='liblandlock_preload: error: LANDLOCK_REPORT is'
hint='write fd:N with N from 3 up, or stderr'
for value in fd: fd:2 fd:-1 fd:3x fd:99999999999; do
	start LANDLOCK_REPORT="$value"
	is "LANDLOCK_REPORT=$value: refused" "$status $out $err" "125  $why \"$value\"; $hint"
done
for value in 2 report ./report x~; do
	start LANDLOCK_REPORT="$value"
	is "LANDLOCK_REPORT=$value: refused" "$status $out $err" "125  $why \"$value\"; write stderr, fd:N with N from 3 up, or an absolute path"
done
for value in '' long SHORT 'short '; do
	start LANDLOCK_REPORT=stderr LANDLOCK_REPORT_FORM="$value"
	like "LANDLOCK_REPORT_FORM=$value: refused" "$status $out $err" \
		"125  liblandlock_preload: error: LANDLOCK_REPORT_FORM is \"$value\"; set it to short, or unset it"*
done
printf -v label '%257s' ''
start LANDLOCK_REPORT=stderr LANDLOCK_LABEL="$label"
like 'a label of 257 bytes: refused' "$status $out $err" \
	'125  liblandlock_preload: error: LANDLOCK_LABEL is longer than 256 bytes; shorten it'*
start LANDLOCK_REPORT=fd:9 9>&-
is 'LANDLOCK_REPORT=fd:9, closed: refused' "$status $out $err" "125  $why \"fd:9\": Bad file descriptor"
start LANDLOCK_REPORT=fd:9 9</dev/null
is 'LANDLOCK_REPORT=fd:9, for reading: refused' "$status $out $err" \
	"125  $why \"fd:9\", which is not open for writing"

run env LANDLOCK_STRICT=x LANDLOCK_LOG=y LANDLOCK_REPORT=z cat secret
is 'without us they mean nothing' "$status $out" '0 secret'
finish
