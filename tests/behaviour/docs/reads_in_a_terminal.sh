#!/bin/bash
# needs: mandoc col
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# The README is short, its tables fit a terminal, and what it links is there. The pages of the manual are clean, and
# fit narrow terminals.
project=$tests/..
readme=$project/README.md
check 'the README has at most 200 lines' test "$(wc -l <"$readme")" -le 200
is 'no table of the README is wider than 80 columns' "$(grep '^|' "$readme" | grep -E '.{81}')" ''
mapfile -t links < <(grep -oE '\]\([^)]*\)' "$readme" | sed 's/^](//; s/)$//' | grep -v '^https://')
check 'the README links files' test "${#links[@]}" -ge 8
for link in "${links[@]}"; do
	check "what the README links is there: $link" test -e "$project/$link"
done

# too_wide PAGE WIDTH: its lines that are wider. A prototype in C cannot be broken.
too_wide() { mandoc -Tascii -O width="$2" "$1" | col -bx | grep -E ".{$(($2 + 1))}" | grep -vE '^ *landlock_preload_\w+\(struct '; }
mapfile -t pages < <(printf '%s\n' "$project"/src/share/man/*.[1-9])
check 'there are pages of the manual' test "${#pages[@]}" -ge 4
for page in "${pages[@]}"; do
	name=${page##*/}
	# Which pages of others are installed is this machine's.
	is "no complaint about $name" "$(mandoc -Tlint "$page" 2>/dev/null | grep -v 'STYLE: referenced manual not found')" ''
	for width in 60 80; do
		is "$name fits $width columns" "$(too_wide "$page" "$width")" ''
	done
	# A function ends with no status, and returns a value.
	status_section='EXIT STATUS'
	[[ $name != *.3 ]] || status_section='RETURN VALUES'
	for section in FILES "$status_section" 'SEE ALSO'; do
		is "$name has a section $section" "$(grep -c "^\.Sh $section\$" "$page")" 1
	done
done
finish
