#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What cannot read tests/lib/landlock_facts.inc has all that is in it.
facts=$tests/lib/landlock_facts.inc
mapfile -t words < <(rights '[a-z]+' | cut -d ' ' -f 1; sed -nE 's/^CLASS\([a-z]+, (.*)\)$/\1/p' "$facts")
check 'there are facts of Landlock' test ${#words[@]} -ge 26

missing=''
for word in "${words[@]}"; do
	grep -qE "^\"\\\\\"$word\\\\\":?\"$" "$tests/fuzz/policy.dict" || missing+=" $word"
done
is 'the dictionary of the fuzzer has every right and the key of every class' "$missing" ''

# Where the recorded kernels begin to know a right, one of the features begins that are tried on them.
is 'the features that are tried on kernels begin with every right' \
	"$(/usr/bin/python3 - "$tests/kernels/results.md" "$facts" <<'END'
import sys
rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in open(sys.argv[1]) if line.startswith("|")]
start = next(i for i, row in enumerate(rows) if row[0] == "Landlock ABI")
columns = [(i, int(head)) for i, head in enumerate(rows[start]) if head.isdigit()]
begins = {next((abi for i, abi in columns if row[i] == "✓"), None) for row in rows[start + 2:]}
for line in open(sys.argv[2]):
	if line.startswith("RIGHT("):
		_, _, name, since, _ = line.split(", ")
		if next((abi for _, abi in columns if abi >= int(since)), None) not in {None, *begins}: print(name)
END
)" ''
finish
