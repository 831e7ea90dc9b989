#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# The tables of the README's threat model name, in their last column, the tests that try each line.
# They must be there: as a behaviour of this suite, or as a case of the suite "kernel".
readme=$tests/../README.md
mapfile -t rows < <(sed -n '/^## Threat model/,/^## The policy/p' "$readme" | grep '^|' | grep -v '^|-\|^| can')
check 'the threat model has tables' test ${#rows[@]} -gt 15

exists() {
	if [[ $1 == 'kernel: '* ]]; then
		grep -qF "\"$1\"" "$tests"/kernel/test_*.cpp
	else
		compgen -G "$tests/behaviour/*/$1.sh" >/dev/null
	fi
}
for row in "${rows[@]}"; do
	cell=${row% |} cell=${cell##*| }
	while read -r name; do
		check "${row:2:40}: ${name:-none}" exists "$name"
	done < <(sed 's/; */\n/g' <<<"$cell")
done
finish
