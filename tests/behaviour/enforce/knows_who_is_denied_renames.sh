#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Every layer of Landlock, one that handles no file right as well, denies renames between directories
# to the layers below it that handle some (EXDEV).
(($(abi) >= 6)) || skip "this kernel (Landlock ABI $(abi)) has no scopes, so every policy handles files"
mkdir a b
echo text >a/file
scopes='{"ruleset":[{"scoped":["signal"]}]}'
open='{"ruleset":[{"scoped":["signal"],"handledAccessFs":["refer"]}],"pathBeneath":[{"allowedAccess":["refer"],"parent":["/"]}]}'
within=$(policy refer /)
note='no file right is handled: a program in this sandbox that restricts files itself cannot rename or link between directories ("Invalid cross-device link", EXDEV); handle refer and grant it on "/" to let it'
# link_under POLICY: a hard link, which rename(1) of coreutils would copy around, within one more sandbox.
link_under() {
	rm -f b/file
	run env LD_PRELOAD="$lib" LANDLOCK_POLICY="$1" \
		env LD_PRELOAD="$lib" LANDLOCK_POLICY="$within" ln a/file b/file
}
link_under "$scopes"
like 'below a policy without file rights a link between directories is denied' "$status $err" '1 *Invalid cross-device link*'
link_under "$open"
is 'below one that grants refer on / it is not' "$status $err" '0 '
rm -f b/file
confined "$scopes" ln a/file b/file
is 'a program that restricts no files is not denied it' "$status $err" '0 '

echo "$scopes" >scopes.json
echo "$open" >open.json
run "$LANDLOCK_POLICY_TOOL" check scopes.json
like 'check notes it' "$status $err" "0 *landlock-policy: note: scopes.json: $note"
run "$LANDLOCK_POLICY_TOOL" check open.json
check 'check does not where refer is granted' test "$status ${err#*"$note"}" = "0 $err"
confined scopes.json LANDLOCK_LOG=info true
like 'a start that explains itself notes it' "$err" "*liblandlock_preload: note: scopes.json: $note*"
run "$LANDLOCK_POLICY_TOOL" query scopes.json refer "$work/a"
is 'query knows it' "$status $out" '0 allowed: not restricted; but denied (EXDEV) to a program that restricts files itself'
run "$LANDLOCK_POLICY_TOOL" query scopes.json read_file "$work/a/file"
is 'query says so of no other right' "$status $out" '0 allowed: not restricted'
finish
