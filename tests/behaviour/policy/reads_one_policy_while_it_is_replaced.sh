#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Two policies take turns under one name. Each start is under the one or the other, or refused; never
# under none, and never under a mixture.
mkdir left right
echo secret | tee left/file >right/file
for side in left right; do
	# Of a size that one read(2) from a file gives in several pages.
	printf '{"ruleset":[{"handledAccessFs":["read_file"]}],\n%60000s\n"pathBeneath":[%s]}\n' '' \
		"{\"allowedAccess\":[\"read_file\"],\"parent\":[\"/usr\",\"$work/$side\"]}" >$side.json
done

# turns NAME COMMAND: starts cat while COMMAND SIDE, in a loop, puts left or right in the policy's place; until each
# was met, which on a busy machine may take a while: which side comes next is thrown, lest both keep the same beat.
turns() {
	local name=$1 command=$2 i replacer bad='' sides=(left right)
	left=0 right=0 refused=0
	cp left.json policy.json
	(while :; do $command "${sides[RANDOM % 2]}"; done) &
	replacer=$!
	for ((i = 0; i < 150 || (i < 5000 && (left == 0 || right == 0)); i++)); do
		confined policy.json cat left/file right/file
		case "$status|$out|$err" in
		'1|secret|cat: right/file: Permission denied') left=$((left + 1)) ;;
		'1|secret|cat: left/file: Permission denied') right=$((right + 1)) ;;
		'125||liblandlock_preload: error: policy.json:'*) refused=$((refused + 1)) ;;
		*) bad+="$i: $status $out $err"$'\n' ;;
		esac
	done
	kill $replacer
	wait $replacer 2>/dev/null
	is "$name: one of them, or refused" "$bad" ''
	check "$name: each had its turn: $left left, $right right, $refused refused" test $left -gt 0 -a $right -gt 0
}
rename() { cp "$1.json" next.json && mv next.json policy.json; }
rewrite() { cat "$1.json" >policy.json; }
turns 'replaced by rename' rename
is 'replaced by rename: none was refused' $refused 0
turns 'rewritten in place' rewrite
run cat left/file right/file
is 'without us both are read' "$status|$out" $'0|secret\nsecret'
finish
