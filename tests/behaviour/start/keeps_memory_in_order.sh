#!/bin/bash
# needs: gcc valgrind
# SPDX-License-Identifier: MIT
sources=$(cd "$(dirname "$0")/../probes" && pwd)
. "$(dirname "$0")/../../lib/lib.sh"

# valgrind's memcheck on all that runs where nothing is enforced: the inactive copy, and every kind of
# refusal. What enforces is left to AddressSanitizer (tests/sanitizers): valgrind may not know Landlock.
check=(valgrind -q --error-exitcode=9)
echo secret >secret
gcc -std=gnu11 -O1 -o linked "$sources/probe_static.c" -Wl,--no-as-needed "$lib" -Wl,-rpath,"$work/bin"

run "${check[@]}" --leak-check=full --errors-for-leak-kinds=definite,indirect,possible "$probes/probe_dlopen" load "$lib" open secret unload
is 'inactive' "$status|$out|$err" '0|main: read|'

# refused NAME VARIABLE=VALUE...
refused() {
	local name=$1
	shift
	run env "$@" "${check[@]}" ./linked secret
	is "$name: refused" "$status|$out" '125|'
	is "$name: memcheck is silent" "$(grep -av '^liblandlock_preload: \|^--[0-9]*-- ' .err)" ''
}
refused 'no policy' A=
refused 'a blank policy' LANDLOCK_POLICY=' '
refused 'two values' LANDLOCK_STRICT=2 LANDLOCK_POLICY='{}'
refused 'a missing file' LANDLOCK_POLICY=none.json
refused 'a descriptor that is closed' LANDLOCK_POLICY=fd:77
for name in truncated-array utf8-overlong duplicate-section unknown-key-typo right-misspelt-scope \
	errors-in-document-order null-everywhere port-too-large undeclared-variable extended-path-rule \
	extended-template-errors extended-variable-types extended-glob-bracket; do
	file=$(compgen -G "$tests/policies/bad/*/$name.json") || fail "there is no $name.json"
	refused "$name" LANDLOCK_POLICY="$file"
done
head -c 100000 /dev/zero | tr '\0' '[' >deep.json
refused 'deep nesting' LANDLOCK_POLICY=deep.json
echo '{"preloadVersion":1,"include":["deep.json"],"preset":["locale"]}' >include.json
refused 'an include' LANDLOCK_POLICY=include.json
mkdir folder && cp include.json folder/a.json
refused 'a directory' LANDLOCK_POLICY=folder
refused 'paths that are not there' LANDLOCK_LOG=info LANDLOCK_POLICY='{"preloadVersion":1,
	"variable":[{"name":"v","env":"NONE","default":["/none","/nor/this"]}],"pathBeneath":[
	{"allowedAccess":["read_file"],"parent":["${v}/*.c","${v}/${v}"],"glob":true}]}'
finish
