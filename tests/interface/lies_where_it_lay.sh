#!/bin/bash
# needs: gcc g++ i686-linux-gnu-gcc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../lib/lib.sh"

# Fields and numbers of the header, with pointers of four bytes and of eight, in C and in C++.
source=$tests/../src
here=$tests/interface
compiles() { check "$1" "${@:2}" -pedantic -Wall -Wextra -Werror -fsyntax-only -I"$source" "$here/layout.c"; }
compiles 'C99' gcc -std=c99
compiles 'C++11' g++ -std=c++11 -x c++
compiles 'C99, with pointers of 32 bits' i686-linux-gnu-gcc -std=c99
is 'every number is listed' \
	"$(grep -oE '^NUMBER\(\w+' "$here/layout.c" | cut -d'(' -f2 | sort)" \
	"$(grep -oE '\bLANDLOCK_PRELOAD_\w+( = |[[:space:]]+UINT32_MAX)' "$source/landlock_preload.h" |
		sed -E 's/^LANDLOCK_PRELOAD_//; s/( = |[[:space:]]).*//' | sort)"
is 'every field is listed' \
	"$(grep -oE '^AT\(\w+, \w+' "$here/layout.c" | sed 's/AT(//; s/, / /' | sort)" \
	"$(awk '/^struct landlock_preload_.* \{/ { name = substr($2, 18) } /^\};/ { name = "" }
		name != "" && /^\t(u?int|const|char)/ { sub(/;.*/, ""); sub(/\[.*/, ""); sub(/.*[ *]/, ""); print name, $0 }' \
		"$source/landlock_preload.h" | sort)"
finish
