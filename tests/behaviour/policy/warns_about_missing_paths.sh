#!/bin/bash
# needs: landlock
# also on: musl portable glibc-2.31
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

mkdir inside
echo public >inside/file
echo secret >secret
cp inside/file notadir
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[
	{"allowedAccess":["read_file"],"parent":["/usr","/none","'"$work"'/inside"]},
	{"allowedAccess":["read_file"],"parent":["notadir/x"]}]}'
none=${policy/'"/usr",'/}
none=${none/",\"$work/inside\""/}
prefix='liblandlock_preload: '
start() { confined "$policy" "$@" cat inside/file secret; }

warning="${prefix}warning: LANDLOCK_POLICY: 2 of 4 paths could not be opened (first: /none: No such file or directory); \
LANDLOCK_LOG=info lists all"
denied='cat: secret: Permission denied'
for setting in A= LANDLOCK_LOG=warning LANDLOCK_STRICT=0; do
	start $setting
	is "$setting: the others are in force" "$status $out" '1 public'
	is "$setting: one line tells" "$err" "$warning"$'\n'"$denied"
done

start LANDLOCK_LOG=error
is 'LANDLOCK_LOG=error: in force, in silence' "$status $out $err" "1 public $denied"

start LANDLOCK_LOG=info
is 'LANDLOCK_LOG=info: in force' "$status $out" '1 public'
like 'LANDLOCK_LOG=info: the warning is the same' "$err" "$warning"$'\n*'
note="${prefix}note: LANDLOCK_POLICY:/pathBeneath"
like 'each path' "$err" "*$note/0/parent/1: cannot open \"/none\": No such file or directory"$'\n*'
like 'each missing path is listed with its reason' "$err" "*$note/1/parent/0: cannot open \"notadir/x\": Not a directory"$'\n*'

start LANDLOCK_STRICT=1
is 'LANDLOCK_STRICT=1: nothing runs' "$status $out" '125 '
error=${note/note:/error:} strict='LANDLOCK_STRICT=1 makes this an error'
is 'every path is an error' "$err" "$error/0/parent/1: cannot open \"/none\": No such file or directory; $strict
$error/1/parent/0: cannot open \"notadir/x\": Not a directory; $strict"

policy=$none
start A=
is 'not one path: nothing runs' "$status $out" '125 '
is 'the error says that not one path is there' "$err" \
	"${prefix}error: LANDLOCK_POLICY: none of 2 paths could be opened (first: /none: No such file or directory)"
start LANDLOCK_LOG=error
like 'whatever is logged' "$status $out$err" "125 ${prefix}error: *"
policy=$(policy read_file /none)
start A=
is 'a single path: why nothing runs' "$status $err" \
	"125 ${prefix}error: LANDLOCK_POLICY: the only required path could not be opened (/none: No such file or directory)"
finish
