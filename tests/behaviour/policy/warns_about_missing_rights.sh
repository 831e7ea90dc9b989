#!/bin/bash
# needs: landlock
# also on: kernels:1- musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What this kernel lacks is not enforced: said by default, an error when strict.
abi=$(abi)
echo secret >secret
every='{"abi":'$newest_abi',"ruleset":[{"handledAccessFs":["abi.all"],"handledAccessNet":["abi.all"],"scoped":["abi.all"]}],
	"pathBeneath":[{"allowedAccess":["abi.read_execute"],"parent":["/usr"]}]}'
start() { confined "$every" "$@" cat secret; }
denied='cat: secret: Permission denied'

missing=()
for class in fs net scope; do
	while read -r right first; do ((abi >= first)) || missing+=("$right"); done < <(rights $class)
done

start A=
is 'what the kernel has is enforced' "$status $out" '1 '
if ((${#missing[@]} > 0)); then
	warning="liblandlock_preload: warning: LANDLOCK_POLICY: not enforced, because this kernel (Landlock ABI $abi) lacks it: "
	like 'what it lacks is one line' "$err" "$warning"*$'\n'"$denied"
	is 'the line is the only one' "$(wc -l <.err)" 2
	for right in "${missing[@]}"; do like "names $right" "$(head -1 .err)" "*[ ,]${right}[ ,;]*"; done
	start LANDLOCK_STRICT=1
	is 'LANDLOCK_STRICT=1: nothing runs' "$status $out" '125 '
	like 'LANDLOCK_STRICT=1: one line says why' "$err" 'liblandlock_preload: error: LANDLOCK_POLICY: *not enforced*LANDLOCK_STRICT=1*'
	is 'LANDLOCK_STRICT=1: the line is the only one' "$(wc -l <.err)" 1
else
	is 'a kernel that lacks nothing is not mentioned' "$err" "$denied"
	start LANDLOCK_STRICT=1
	is 'LANDLOCK_STRICT=1: confined' "$status $err" "1 $denied"
fi
start LANDLOCK_LOG=error
is 'LANDLOCK_LOG=error: silence' "$status $err" "1 $denied"

# Everything that there is to warn of at once: one line for rights, one for paths.
chmod 666 bin/liblandlock_preload.so
every=${every/\/usr/\/usr\",\"$work\/bin\",\"\/none\",\"\/nor\/this}
every=${every/\}]\}/\},\{\"allowedAccess\":[\"write_file\"],\"parent\":[\"$work/bin\",\"/none\"]\}]\}}
start A=
check 'at most two lines of warnings' test "$(grep -c '^liblandlock_preload: warning: ' .err)" -le 2
is 'the library says nothing but these warnings' "$(grep -v '^liblandlock_preload: warning: ' .err)" "$denied"
like 'one of them about paths' "$err" '*: 3 of 6 paths could not be opened (first: /none: *'
finish
