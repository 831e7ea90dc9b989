#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# The tables of tests/threats.md name, in their last column, the tests that try each line of the threat model.
# They must be there: as a behaviour of this suite, or as a case of the suite "kernel".
mapfile -t rows < <(grep '^|' "$tests/threats.md" | grep -v '^|-\|^| can')
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
