#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

echo secret >secret
policy=$(policy read_file /usr)
for i in {10..59}; do
	cp "$probes/probe_harmless.so" "other_$i.so"
	others[i]=$work/other_$i.so
done
list=${others[*]}

find_rivals
for place in first middle last; do
	case $place in
	first) preload="$lib $list" ;;
	middle) preload="${list/other_30.so/"other_30.so $lib"}" ;;
	last) preload="$list:$lib" ;;
	esac
	run env LD_PRELOAD="$preload" LANDLOCK_POLICY="$policy" cat secret
	warning=$(warning_of_rivals "$preload")
	is "$place: confined" "$status $err" "1 ${warning:+$warning$'\n'}cat: secret: Permission denied"
	run env LD_PRELOAD="$preload" LANDLOCK_POLICY="$policy" env
	is "$place: the others stay" "$(grep ^LD_PRELOAD= <<<"$out" | tr ' :' '\n')" "LD_PRELOAD=${list// /$'\n'}"
done

run env LD_PRELOAD="$list" cat secret
is 'without us the program reads the file' "$status $out" '0 secret'
finish
