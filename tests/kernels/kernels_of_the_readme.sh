#!/bin/bash
# SPDX-License-Identifier: MIT
#
# README.md's table of kernels and features is that of the recorded run (`run --record`), line by line; and
# that had a kernel of every ABI that must be obtainable. TAP.
here=$(cd "$(dirname "$0")" && pwd)
checks=0 failures=0
# contains NAME TEXT PART
contains() {
	checks=$((checks + 1))
	if [[ $3 && $2 == *"$3"* ]]; then
		echo "ok $checks - $1"
	else
		failures=$((failures + 1))
		echo "not ok $checks - $1"
	fi
}
features=$(sed -n '/^| Landlock ABI/,$p' "$here/results.md")
heads=$(head -n 1 <<<"$features")
contains 'README.md has the table' "$(<"$here/../../README.md")" "$features"
contains 'with Landlock switched off' "$heads" '| switched off |'
while read -r abi _ must; do
	[[ ! $must ]] || contains "with ABI $abi" "$heads" "| $abi |"
done < <(grep -v '^#' "$here/abis")
echo "1..$checks"
exit $((failures > 0))
