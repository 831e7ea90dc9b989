#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

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

earlier=''
! warns_of_earlier_preloads || earlier=yes
# keeps NAME LD_PRELOAD LEFT LIBRARY...: what is left of it, and what the child has loaded.
keeps() {
	local warning='' first
	run env LD_PRELOAD="$2" LANDLOCK_POLICY="$policy" sh -c "$child"
	# One that started before this library may know where variables lie, so they stay as long as they were.
	read -r first _ <<<"${2//:/ }"
	if [[ $earlier && $first != "$lib" ]]; then
		warning=$(earlier_preload "$first")$'\n'
		out=$(sed '1s/:*$//' <<<"$out")
	fi
	is "$1: the child starts, confined" "$status $err" "7 ${warning}cat: secret: Permission denied"
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
