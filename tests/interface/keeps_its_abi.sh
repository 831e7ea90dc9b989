#!/bin/bash
# needs: abidw
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../lib/lib.sh"

# What programs were compiled against stays as it was. landlock_preload.abi is the interface after its
# last change, as abidw writes it for x86-64. After a change that only appends, write it anew:
#
#   LANDLOCK_TESTS_UPDATE=1 meson test -C build keeps_its_abi
here=$tests/interface
source=$tests/../src
[[ $(uname -m) == x86_64 ]] || skip 'the description is one for x86-64'

# describe HEADER FILE
describe() {
	mkdir -p build
	cp "$1" build/landlock_preload.h
	gcc -std=c99 -g -O0 -fPIC -shared -Ibuild -fdebug-prefix-map="$here=." \
		-Wl,--version-script="$source/landlock_preload.map" -o build/interface.so "$here/interface.c" &&
		abidw --no-corpus-path --no-comp-dir-path --no-show-locs build/interface.so >"$2"
}
describe "$source/landlock_preload.h" now.abi || { fail 'the interface can be described'; finish; }
format() { sed -n "1s/.* version='\([0-9]*\).*/\1/p" "$1"; }
[[ $(format now.abi) == "$(format "$here/landlock_preload.abi")" || ${LANDLOCK_TESTS_UPDATE-} == 1 ]] ||
	skip "this abidw writes format $(format now.abi), which abidiff does not compare with format $(format "$here/landlock_preload.abi") of the description"
if [[ ${LANDLOCK_TESTS_UPDATE-} == 1 ]]; then
	cp now.abi "$here/landlock_preload.abi"
	check 'written anew' test -s "$here/landlock_preload.abi"
	finish
fi
for function in $(grep -oE '\blandlock_preload_\w+' "$source/landlock_preload.map"); do
	check "$function is described" grep -q "<function-decl name='$function'" "$here/landlock_preload.abi"
done
run abidiff --fail-no-debug-info "$here/landlock_preload.abi" now.abi
is 'nothing has changed' "$status $out" '0 '

# And it would be seen: a comparison that finds nothing in these is none.
# seen NAME SED-SCRIPT: abidiff's exit status, of which bit 4 says that the interface changed.
seen() {
	sed "$2" "$source/landlock_preload.h" >changed.h
	check "$1: the header was changed" test -n "$(diff "$source/landlock_preload.h" changed.h)"
	check "$1: still compiles" describe changed.h changed.abi
	run abidiff --fail-no-debug-info "$here/landlock_preload.abi" changed.abi
	is "$1: would be seen" "$((status & 5))" 4
}
seen 'a field that grows' 's/uint32_t state; /uint64_t state; /'
seen 'a field that goes' '/uint32_t abi_used;/d'
seen 'fields that change places' 's/abi_used;/X;/; s/abi_newest;/abi_used;/; s/X;/abi_newest;/'
finish
