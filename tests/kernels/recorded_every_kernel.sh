#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The recorded run (`run --record`) had a kernel of every ABI that must be obtainable, and the READMEs lead to it. TAP.
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
contains 'README.md links that of the kernels' "$(<"$here/../../README.md")" tests/kernels/README.md
contains 'the README of the kernels links the results' "$(<"$here/README.md")" results.md
contains 'a kernel with Landlock switched off was tried' "$heads" '| switched off |'
while read -r abi _ must; do
	[[ ! $must ]] || contains "a kernel of ABI $abi was tried" "$heads" "| $abi |"
done < <(grep -v '^#' "$here/abis")
echo "1..$checks"
exit $((failures > 0))
