#!/bin/bash
# needs: landlock
# also on: musl portable glibc-2.31
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

mkdir a b
cp "$probes/probe_harmless.so" a/first.so
cp "$probes/probe_harmless.so" b/second.so
a=$work/a/first.so b=$work/b/second.so
echo secret >secret
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/proc","'"$work/a\",\"$work/b"'"]}]}'
# What a child of a confined program finds.
child='echo "$LD_PRELOAD"
	sed -n "s:^.*/\(first\|second\|liblandlock_preload\)\.so$:\1:p" /proc/self/maps | sort -u
	cat secret
	exit 7'

find_rivals
# keeps NAME LD_PRELOAD LEFT LIBRARY...: what is left of it, and what the child has loaded.
keeps() {
	local warning
	run env LD_PRELOAD="$2" LANDLOCK_POLICY="$policy" sh -c "$child"
	warning=$(warning_of_rivals "$2")
	# Who started before this library may know where variables lie, so they stay as long as they were.
	[[ $rivals == none ]] || out=$(sed '1s/:*$//' <<<"$out")
	is "$1: the child starts, confined" "$status $err" "7 ${warning:+$warning$'\n'}cat: secret: Permission denied"
	is "$1: the others stay" "$out" "$3$(shift 3 && printf '\n%s' "$@")"
}
keeps 'before another' "$lib $a" "$a" first
keeps 'before another, with a colon' "$lib:$a" "$a" first
keeps 'after another' "$a $lib" "$a" first
keeps 'after another, with a colon' "$a:$lib" "$a" first
keeps 'between others' "$a $lib $b" "$a $b" first second
keeps 'between others, with colons' "$a:$lib:$b" "$a:$b" first second
keeps 'with both separators' "$a:$lib $b" "$a $b" first second
keeps 'first of three' "$lib:$b:$a" "$b:$a" first second
keeps 'last of three' "$b $a $lib" "$b $a" first second
keeps 'many times' "$lib $lib:$a:$lib $b $lib" "$a $b" first second
keeps 'among separators' "::$a  $lib : $b " "$a $b" first second
keeps 'with the other libraries named twice' "$a $lib $a $b" "$a $a $b" first second

run env LD_PRELOAD="$a $b" sh -c "$child"
is 'without us: both, and nothing is denied' "$out" "$a $b"$'\nfirst\nsecond\nsecret'
finish
