#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# With few descriptors left, a start ends in one of three ways: confined with every rule; refused by
# us, and not for paths that were missing; or the loader itself has none left for the program's
# libraries. Never unconfined.
mkdir inside
echo public >inside/file
echo secret >secret
policy=$(policy read_file /usr "$work/inside")
echo "$policy" >policy.json

# start LIMIT OPEN VARIABLE=VALUE...: cat, where only the descriptors OPEN of 0, 3, 4 are open.
start() {
	local limit=$1 open=$2
	shift 2
	(
		exec 3</dev/null 4</dev/null
		[[ $open == *0* ]] || exec 0<&-
		[[ $open == *3* ]] || exec 3<&-
		[[ $open == *4* ]] || exec 4<&-
		declare -x "$@"
		ulimit -n "$limit"
		exec cat inside/file secret
	)
}
for open in 0 '' 03 034 34 04; do
	confined=0 refused=0 unloaded=0 bad=''
	for limit in {3..8}; do
		for value in "$policy" "$work/policy.json"; do
			run start "$limit" "$open" LD_PRELOAD="$lib" LANDLOCK_POLICY="$value"
			case "$status|$out|$err" in
			'1|public|cat: secret: Permission denied') confined=$((confined + 1)) ;;
			'125||'*' paths '* | '125||'*$'\n'*) bad+="limit $limit: $err"$'\n' ;;
			'125||liblandlock_preload: error: '*) refused=$((refused + 1)) ;;
			'127||'*'error while loading shared libraries: '*) unloaded=$((unloaded + 1)) ;;
			*) bad+="limit $limit: $status $out $err"$'\n' ;;
			esac
		done
	done
	is "open: ${open:-none}: confined, refused, or not loaded" "$bad" ''
	check "open: ${open:-none}: confined where there is room" test $confined -gt 0
	all_refused=$((${all_refused-0} + refused))
done
check 'some were refused' test "$all_refused" -gt 0
run start 8 0 A=
is 'without us cat reads the file' "$status $out" $'0 public\nsecret'
finish
