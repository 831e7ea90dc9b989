#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# The loader knows one library under many names. If one of them stayed in LD_PRELOAD, every child
# would load the library again and ask for a policy that is gone.
mkdir a
cp "$probes/probe_harmless.so" a/other.so
cp "$lib" a/renamed.so
ln "$lib" a/hardlink.so
ln -s "$lib" a/link.so
ln -s link.so a/link-to-link.so
ln -s bin c
for folder in lib/x86_64-linux-gnu lib/aarch64-linux-gnu lib/i386-linux-gnu lib32 lib64 lib; do
	mkdir -p $folder
	ln -sf "$lib" $folder/sandbox.so
	cp a/other.so $folder/
done
other=$work/a/other.so
echo secret >secret
policy=$(policy read_file /usr /proc)
wider=${policy/\/usr/\/usr\",\"$work\/bin\",\"$work\/a\",\"$work\/lib\",\"$work\/lib64\",\"$work\/lib32}
child='echo "$LD_PRELOAD"
	sed -n "s:^.*/\(other\)\.so$:\1:p" /proc/self/maps | sort -u
	cat secret
	exit 7'

# leaves NAME LD_PRELOAD LEFT [VARIABLE=VALUE...]: neither noise nor an error in a child, whether it
# could read the library or not.
leaves() {
	local name=$1 preload=$2 left=$3 value
	shift 3
	[[ ! $left ]] || left+=$'\nother'
	for value in "$policy" "$wider"; do
		[[ $value == "$wider" || $left == '' ]] || continue
		run env "$@" LD_PRELOAD="$preload" LANDLOCK_POLICY="$value" sh -c "$child"
		is "$name: a child starts, confined" "$status $err" '7 cat: secret: Permission denied'
		is "$name: with what is left" "$out" "$left"
	done
}
leaves 'a relative path' bin/liblandlock_preload.so ''
leaves 'a path with dots' "$work/./a/..//bin/liblandlock_preload.so" ''
leaves 'through a linked folder' "$work/c/liblandlock_preload.so" ''
leaves 'another file name' "$work/a/renamed.so" ''
leaves 'a hard link' "$work/a/hardlink.so" ''
leaves 'a link' "$work/a/link.so" ''
leaves 'a link to a link' "$work/a/link-to-link.so $other" "$other"
leaves 'a link and its target' "$work/a/link.so:$lib:$other" "$other"
leaves 'a target and its link' "$lib $other $work/a/link-to-link.so" "$other"
leaves 'a hard link and its twin' "$work/a/hardlink.so $other $work/a/link.so" "$other"
leaves '$LIB' "$work/\$LIB/sandbox.so:$other" "$other"
leaves '${LIB}' "$other $work/\${LIB}/sandbox.so" "$other"
leaves '$LIB, after its target' "$lib:$other:$work/\$LIB/sandbox.so" "$other"
leaves '$LIB in another item' "$work/\$LIB/other.so $lib" "$work/\$LIB/other.so"
leaves 'a bare name' liblandlock_preload.so '' LD_LIBRARY_PATH="$work/bin"
leaves 'a bare name of a link' link.so '' LD_LIBRARY_PATH="/none:$work/a"
leaves 'a bare name, relative' "link.so $other" "$other" LD_LIBRARY_PATH=/none:a
leaves 'a bare name, after its target' "$lib $other link.so" "$other" LD_LIBRARY_PATH="/none;$work/a"
leaves 'a bare name of another file' "other.so renamed.so" other.so LD_LIBRARY_PATH="$work/a"
cp "$(command -v sh)" a/shell
for preload in '$ORIGIN/link.so' "$lib"' ${ORIGIN}/link.so'; do
	run env LD_PRELOAD="$preload" LANDLOCK_POLICY="$wider" a/shell -c "$child"
	is "$preload: a child starts, confined" "$status $err" '7 cat: secret: Permission denied'
	is "$preload: nothing is left" "$out" ''
done

run env LD_PRELOAD="$other" sh -c "$child"
is 'without us nothing is taken out, nothing denied' "$status $out" "7 $other"$'\nother\nsecret'
finish
