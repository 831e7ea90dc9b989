#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A policy is data: whatever looks like shell is a strange file name, wherever it stands.
mkdir inside
policy_with() { echo '{"preloadVersion":1,"name":"'"$1"'","comment":"'"$1"'","ruleset":[{"handledAccessFs":["read_file"],"comment":"'"$1"'"}],
	"variable":[{"name":"v","literal":["'"$2"'"],"comment":"'"$1"'"},{"name":"e","env":"E","default":"'"$work/$1"'"}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]},
		{"allowedAccess":["read_file"],"optional":true,"parent":["'"$work/inside/$1"'","'"$work/inside/"'${v}","${e}"]},
		{"allowedAccess":["read_file"],"optional":true,"glob":true,"parent":["'"$work/inside/$1"'*","'"$work/inside/"'${v}*"]}]}'; }
for trap in '$(touch ran)' '`touch ran`' '; touch ran' '| touch ran' '&& touch ran' "'; touch ran; '" '\"; touch ran; \"' '$((1+1))'; do
	name=${trap//\\/}
	echo text >"inside/$name"
	policy=$(policy_with "$trap" "$trap")
	E="$work/$name" granted "$trap is the file of that name" cat "inside/$name"
	denied "$trap: another file" cat bin/probe_abi
	check "$trap: nothing ran" test ! -e ran
	rm "inside/$name"
done
sh -c 'cd inside; eval "$(touch ran)"'
check 'a shell would have' test -e inside/ran
finish
