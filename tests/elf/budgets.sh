# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The budgets of the built file: budgets.tsv, a line for each compiler and release that the library is
# tried with. A compiler or release that is not there is held to the loosest of each column, and says so.
# Sourced after ../lib/lib.sh.
budget_key="${LANDLOCK_PRELOAD_COMPILER-unknown} $(. /etc/os-release 2>/dev/null; echo "${ID-unknown}-${VERSION_CODENAME-unknown}")"

# budget COLUMN: what this build may take.
budget() {
	awk -F'\t' -v key="$budget_key" -v name="$1" '
		/^#/ { next }
		!column { for (i = 1; i <= NF; ++i) if ($i == name) column = i; next }
		$1 " " $2 == key { found = $column }
		$column > loosest { loosest = $column + 0 }
		END { print found ? found : loosest }' "$tests/elf/budgets.tsv"
}

# within COLUMN WHAT FIGURE: at most the budget. Nothing is free: a zero comes from what did not run.
within() {
	local limit
	limit=$(budget "$1")
	check "$2: $3, at most $limit" test "$3" -gt 0 -a "$3" -le "${limit:-0}"
}

awk -F'\t' -v key="$budget_key" '$1 " " $2 == key { found = 1 } END { exit !found }' "$tests/elf/budgets.tsv" ||
	echo "# no budget for $budget_key: held to the loosest"
